package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Things that happen once, whichever process comes to them first. */
final class Once {
    private Once() {}

    /** Whether nobody was here before, under this name. */
    static boolean first(String directory, String name) throws IOException {
        try {
            Files.createFile(Path.of(directory, name));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Waits until somebody was there, which the thread that runs {@code task} is to be; if that ends before, throws what it threw. */
    static void awaitOther(String directory, String name, Future<?> task)
            throws ExecutionException, InterruptedException {
        while (!Files.exists(Path.of(directory, name))) {
            if (task.isDone()) {
                throw new IllegalStateException("it ended without " + name + ": " + task.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until somebody was there, or nobody is interested any more. */
    static void awaitOther(String directory, String name) {
        while (!Files.exists(Path.of(directory, name)) && Files.exists(Path.of(directory))) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
