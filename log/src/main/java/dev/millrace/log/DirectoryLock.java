package dev.millrace.log;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one directory: among processes by a locked file named {@code lock} that holds the owner's process id,
 * within this process by a table. Directories within a locked one need only the table.
 */
final class DirectoryLock {

    static final String FILE_NAME = "lock";

    private static final int PROCESS_ID_BYTES_MAX = 20;

    /**
     * Belongs to the process, as its file locks do: the operating system drops them all when any channel of the file is
     * closed, so a second attempt must not even open it.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final @Nullable DirectoryLock outer;
    private volatile boolean held;

    private DirectoryLock(Path directory, @Nullable DirectoryLock outer) {
        this.directory = directory;
        this.outer = outer;
    }

    static DirectoryLock outermost(Path directory) {
        return new DirectoryLock(directory, null);
    }

    DirectoryLock within(Path inner) {
        return new DirectoryLock(inner, this);
    }

    Closeable acquire() {
        if (!HELD_HERE.add(directory)) {
            throw new LogException(
                    LogException.Kind.LOCKED,
                    "The directory " + directory + " is already in use within this process; close the one before");
        }
        try {
            @Nullable LocalFile file = isCovered() ? null : lockFile();
            held = true;
            return () -> release(file);
        } catch (RuntimeException | Error e) {
            HELD_HERE.remove(directory);
            throw e;
        }
    }

    private boolean isCovered() {
        DirectoryLock above = outer;
        while (above != null) {
            if (above.held) {
                return true;
            }
            above = above.outer;
        }
        return false;
    }

    private LocalFile lockFile() {
        LocalFile file = LocalFile.open(
                directory.resolve(FILE_NAME),
                FILE_NAME,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!file.tryLock()) {
                throw new LogException(
                        LogException.Kind.LOCKED,
                        "The directory " + directory + " is in use: another process uses it" + owner(file)
                                + ". Stop that one, or choose another directory.");
            }
            file.truncate(0);
            String owner = Long.toString(ProcessHandle.current().pid());
            file.write(0, ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)));
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static String owner(LocalFile file) {
        ByteBuffer content = ByteBuffer.allocate(PROCESS_ID_BYTES_MAX);
        file.read(0, content);
        String owner =
                StandardCharsets.US_ASCII.decode(content.flip()).toString().trim();
        return owner.isEmpty() ? "" : " (process " + owner + ")";
    }

    private void release(@Nullable LocalFile file) {
        if (!held) {
            return;
        }
        held = false;
        try {
            if (file != null) {
                file.close();
            }
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
