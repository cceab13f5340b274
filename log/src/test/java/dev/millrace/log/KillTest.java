package dev.millrace.log;

import static dev.millrace.log.LogFixtures.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that appends, and looks for what it had been promised. */
@Timeout(300)
class KillTest {

    private static final LogSettings SETTINGS = LogSettings.defaults()
            .withRecordBytesMax(2000)
            .withPendingBytesMax(20_000)
            .withSegmentBytes(50_000);

    @TempDir
    private Path directory;

    /** Four threads append; each prints "position thread number" of a record once it is committed. */
    static final class Appender {
        public static void main(String[] arguments) {
            SyncPolicy policy = arguments[1].equals("commit")
                    ? SyncPolicy.everyCommit()
                    : arguments[1].equals("os") ? SyncPolicy.operatingSystem() : SyncPolicy.every(Duration.ofMillis(5));
            SegmentedLog log =
                    SegmentedLog.open(LocalDisk.open(Path.of(arguments[0])), SETTINGS.withSyncPolicy(policy));
            for (int t = 0; t < 4; t++) {
                int thread = t;
                new Thread(() -> append(log, thread)).start();
            }
        }

        private static void append(SegmentedLog log, int thread) {
            for (int number = 0; ; number++) {
                long position = log.append(record(thread, number));
                log.awaitCommitted(position + 1);
                System.out.println(position + " " + thread + " " + number);
            }
        }
    }

    private static ByteBuffer record(int thread, int number) {
        String text = thread + " " + number + " " + "x".repeat(number * 37 % 1500);
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void whatAKilledProcessHadCommittedIsThere() throws Exception {
        for (String policy : new String[] {"commit", "os", "millis"}) {
            Path logDirectory = directory.resolve(policy);
            List<String> acknowledged = new ArrayList<>();
            for (int life = 0; life < 2; life++) {
                Process process = start(logDirectory, policy);
                readUntilKilled(process, acknowledged, 2000);
            }
            try (SegmentedLog log = SegmentedLog.open(LocalDisk.open(logDirectory), SETTINGS)) {
                for (String line : acknowledged) {
                    String[] parts = line.split(" ", -1);
                    try (LogCursor cursor = log.read(Long.parseLong(parts[0]))) {
                        assertTrue(cursor.next(), line);
                        assertEquals(record(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])), cursor.record());
                    }
                }
            }
        }
    }

    @Test
    void aDirectoryThatAnotherProcessUsesIsRefused() throws Exception {
        Process process = start(directory, "os");
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertNotNull(output.readLine());
            LogException e =
                    assertFails(LogException.Kind.LOCKED, () -> SegmentedLog.open(LocalDisk.open(directory), SETTINGS));
            assertTrue(e.getMessage().contains(directory.toRealPath().toString()), e.getMessage());
            assertTrue(
                    e.getMessage().contains("another process uses it (process " + process.pid() + ")"), e.getMessage());
        } finally {
            process.destroyForcibly().waitFor();
        }
        SegmentedLog.open(LocalDisk.open(directory), SETTINGS).close();
    }

    private static Process start(Path logDirectory, String policy) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        logDirectory.toString(),
                        policy)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Kills it after so many lines, and reads what it had still printed; a last line cut short doesn't count. */
    private static void readUntilKilled(Process process, List<String> lines, int linesMin) throws Exception {
        StringBuilder text = new StringBuilder();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            int count = 0;
            int character = output.read();
            while (character >= 0) {
                text.append((char) character);
                if (character == '\n' && ++count == linesMin) {
                    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the stream.
                }
                character = output.read();
            }
            assertTrue(count >= linesMin, "the process ended by itself after " + count + " lines");
        }
        process.waitFor();
        String whole = text.substring(0, text.lastIndexOf("\n"));
        lines.addAll(whole.lines().toList());
    }
}
