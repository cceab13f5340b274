package dev.millrace.cli.demo;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a process of the word count is to stand still, told through files of a directory that all processes of the demo
 * reach: the demo makes one that is named as the point, the first who comes there takes it away, says who it is, and waits
 * for SIGKILL, or to be let go. Any thread of any process.
 */
final class CrashPoints implements Serializable {
    private static final String HOLDING = "holding";
    private static final long POLL_MILLIS = 10;

    private final String directory;

    CrashPoints(Path directory) {
        this.directory = directory.toString();
    }

    /** Who stands still, and in which batch. */
    record Holder(long batch, long process) {}

    /** Stands still if this is the point, until SIGKILL comes or it is let go. */
    void reach(CrashPoint point, long batch) throws IOException, InterruptedException {
        if (take(point)) {
            Path written = file(UUID.randomUUID().toString());
            Files.writeString(written, batch + " " + ProcessHandle.current().pid());
            Files.move(written, file(HOLDING), StandardCopyOption.ATOMIC_MOVE);
            CountDownLatch never = new CountDownLatch(1);
            while (Files.exists(file(HOLDING))) {
                never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private boolean take(CrashPoint point) throws IOException {
        if (!Files.exists(file(point.name()))) {
            return false;
        }
        try {
            Files.move(file(point.name()), file(UUID.randomUUID().toString()), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false; // another task was first
        }
    }

    /** The next one that comes to this point is to stand still. */
    void demand(CrashPoint point) throws IOException {
        Files.createDirectories(Path.of(directory));
        Files.deleteIfExists(file(HOLDING));
        Files.createFile(file(point.name()));
    }

    /** Who stands still goes on. */
    void release() throws IOException {
        Files.delete(file(HOLDING));
    }

    /** Waits for the one that stands still; null if none does in time. */
    @Nullable
    Holder awaitHolder(long timeoutMillis) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        CountDownLatch never = new CountDownLatch(1);
        while (!Files.exists(file(HOLDING))) {
            if (System.nanoTime() - deadline > 0) {
                return null;
            }
            never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
        String[] batchAndProcess = Files.readString(file(HOLDING)).split(" ");
        return new Holder(Long.parseLong(batchAndProcess[0]), Long.parseLong(batchAndProcess[1]));
    }

    private Path file(String name) {
        return Path.of(directory, name);
    }
}
