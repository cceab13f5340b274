package dev.millrace.benchmarks.fork;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of all living threads of this process, the virtual machine's own too, to the nanosecond: Linux keeps it in
 * {@code /proc/self/task}. What the JVM tells of the process comes in steps of 10 ms, too coarse for empty batches.
 */
final class ThreadTimes {
    private static final Path TASKS = Path.of("/proc/self/task");

    private ThreadTimes() {}

    /** The sum, or -1 where the system doesn't tell. */
    static long nanos() {
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                nanos += nanosOf(task);
            }
            return nanos;
        } catch (IOException e) {
            return -1;
        }
    }

    private static long nanosOf(Path task) {
        try {
            String text = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException e) {
            // The thread has ended meanwhile.
            return 0;
        }
    }
}
