package dev.millrace.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that copies lines from files to files with SIGKILL, wherever it is, and counts the lines. */
@Timeout(300)
class FileSinkKillTest {
    private static final int LIVES = 6;
    private static final int LINES_PER_LIFE = 800;
    private static final String IDLE = "idle";

    @TempDir
    private Path directory;

    /** The process that is killed; it prints each step of each batch. */
    static final class Copier {
        public static void main(String[] arguments) throws InterruptedException {
            Path directory = Path.of(arguments[0]);
            try (StreamingContext ssc = StreamingContext.builder()
                    .appName("copier")
                    .master("local[2]")
                    .batchInterval(Duration.ofMillis(15))
                    .recordsPerBatchMax(40)
                    .checkpointDirectory(directory.resolve("checkpoint"))
                    .build()) {
                ssc.addStreamingListener(new Printer());
                ssc.sourceStream(FileSource.text(directory.resolve("in")))
                        .save(FileSink.text(directory.resolve("out")));
                ssc.start();
                ssc.awaitTermination();
            }
        }
    }

    private static final class Printer implements StreamingListener {
        @Override
        public void onStreamingStarted(Recovery recovery) {
            System.out.println(recovery);
        }

        @Override
        public void onBatchStep(BatchStep step, long batch) {
            System.out.println(step);
        }

        @Override
        public void onBatchCompleted(BatchInfo info) {
            System.out.println(info.recordsBySource().isEmpty() ? IDLE : "done");
        }
    }

    @Test
    void aProcessThatIsKilledAtAnyMomentWritesEachLineOnce() throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        Random random = new Random(seed);
        Files.createDirectory(directory.resolve("in"));
        List<String> recoveries = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            append(life);
            recoveries.add(runUntilKilled(1 + random.nextInt(150), life == LIVES - 1));
        }
        String story = "-Dmillrace.seed=" + seed + " " + recoveries;
        List<String> copied = copied();
        assertEquals(LIVES * LINES_PER_LIFE, copied.size(), story);
        assertEquals(LIVES * LINES_PER_LIFE, copied.stream().distinct().count(), story);
        try (Stream<Path> staging = Files.list(directory.resolve("out/.staging"))) {
            assertTrue(staging.count() <= 3, "what died processes staged is cleared away: " + story);
        }
    }

    private void append(int life) throws IOException {
        for (int file = 0; file < 2; file++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < LINES_PER_LIFE / 2; i++) {
                lines.add("line " + i + " of file " + file + " in life " + life);
            }
            Files.write(directory.resolve("in/" + life + "-" + file), lines);
        }
    }

    /** Returns what the process found when it started. */
    private String runUntilKilled(int steps, boolean untilAllIsCopied) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Copier.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            String recovery = null;
            int seen = 0;
            boolean goesOn = true;
            while (goesOn) {
                String line = output.readLine();
                assertNotNull(line, "the process ended by itself");
                if (line.startsWith("started with epoch")) {
                    recovery = line;
                }
                seen++;
                goesOn = untilAllIsCopied ? !line.equals(IDLE) : seen < steps;
            }
            return String.valueOf(recovery);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> copied() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.walk(directory.resolve("out"))) {
            for (Path part : parts.filter(path -> path.toString().contains("batch-"))
                    .filter(path -> !path.toString().contains(FileSink.STAGING))
                    .filter(Files::isRegularFile)
                    .toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }
}
