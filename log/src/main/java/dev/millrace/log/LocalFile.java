package dev.millrace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A file of the local file system. A {@code FileChannel} would close itself when the thread that uses it is interrupted;
 * an {@code AsynchronousFileChannel} does not, and with an executor that runs tasks in the caller it costs the same.
 */
final class LocalFile implements DiskFile {

    static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private final Path path;
    private final String name;
    private final AsynchronousFileChannel channel;

    private LocalFile(Path path, String name, AsynchronousFileChannel channel) {
        this.path = path;
        this.name = name;
        this.channel = channel;
    }

    static LocalFile open(Path path, String name, OpenOption... options) {
        try {
            // Windows has true asynchronous files, whose threads can't be the caller's.
            AsynchronousFileChannel channel =
                    AsynchronousFileChannel.open(path, Set.of(options), WINDOWS ? null : CallerRuns.INSTANCE);
            return new LocalFile(path, name, channel);
        } catch (IOException e) {
            throw failure("The file can't be opened", path, -1, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failure("The length can't be read", path, -1, e);
        }
    }

    @Override
    public int read(long offset, ByteBuffer target) {
        int before = target.position();
        long at = offset;
        while (target.hasRemaining()) {
            int bytes = result(channel.read(target, at), "The file can't be read", at);
            if (bytes < 0) {
                break;
            }
            at += bytes;
        }
        return target.position() - before;
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        long at = offset;
        while (source.hasRemaining()) {
            at += result(channel.write(source, at), "The file can't be written", at);
        }
    }

    @Override
    public void truncate(long length) {
        try {
            channel.truncate(length);
        } catch (IOException e) {
            throw failure("The file can't be cut to " + length + " bytes", path, length, e);
        }
    }

    @Override
    public void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw failure("The file can't be synced", path, -1, e);
        }
    }

    /** Locks the file against other processes, until it is closed; false if one of them has it. */
    boolean tryLock() {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            throw failure("The file can't be locked", path, -1, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure("The file can't be closed", path, -1, e);
        }
    }

    private int result(Future<Integer> operation, String what, long offset) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return operation.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw failure(what, path, offset, e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Words a failure of the operating system, and tells a full disk from the rest. */
    static LogException failure(String what, Path path, long offset, Throwable cause) {
        String where = path + (offset < 0 ? "" : ", offset " + offset) + ": ";
        LogException.Kind kind = kindOf(path, cause);
        String hint = switch (kind) {
            case DISK_FULL -> ". The disk or the quota is full: make room, then open it again.";
            case FILE_MISSING -> ". There is no such file.";
            case UNUSABLE -> ". Choose another directory, or change its permissions.";
            case FILE_EXISTS -> ". There is such a file already.";
            default -> ". See the system's log for faults of the disk, and the permissions.";
        };
        return new LogException(kind, where + what + " (" + cause + ")" + hint, path.toString(), offset, cause);
    }

    private static LogException.Kind kindOf(Path path, Throwable cause) {
        if (cause instanceof NoSuchFileException) {
            return LogException.Kind.FILE_MISSING;
        }
        if (cause instanceof FileAlreadyExistsException) {
            return LogException.Kind.FILE_EXISTS;
        }
        if (cause instanceof AccessDeniedException || cause instanceof NotDirectoryException) {
            return LogException.Kind.UNUSABLE;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean saysFull = message.contains("no space left")
                || message.contains("quota exceeded")
                || message.contains("not enough space");
        return saysFull || hasNoSpace(path) ? LogException.Kind.DISK_FULL : LogException.Kind.IO;
    }

    /** The system's message may be in another language. */
    private static boolean hasNoSpace(Path path) {
        try {
            FileStore store = Files.getFileStore(path);
            return store.getTotalSpace() > 0 && store.getUsableSpace() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class CallerRuns extends AbstractExecutorService {
        private static final CallerRuns INSTANCE = new CallerRuns();

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
