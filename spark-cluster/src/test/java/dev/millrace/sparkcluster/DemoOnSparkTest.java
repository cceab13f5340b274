package dev.millrace.sparkcluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a Spark cluster, run as the {@code millrace} script runs it. */
class DemoOnSparkTest {
    @TempDir
    private Path temporary;

    private @Nullable Process demo;

    private Process start(String... options) throws IOException {
        Path cli = Path.of("..", "cli", "target").toAbsolutePath().normalize();
        String classPath = cli.resolve("classes")
                + File.pathSeparator
                + Files.readString(cli.resolve("classpath.txt")).strip();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dmillrace.spark.build=" + Path.of("target").toAbsolutePath(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                classPath,
                "dev.millrace.cli.Millrace",
                "demo",
                "--on-spark"));
        command.addAll(List.of(options));
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        demo = started;
        return started;
    }

    @AfterEach
    void leaveNoProcess() {
        Process started = demo;
        if (started != null) {
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
        }
    }

    @Test
    void totalsAreEqualAfterAKilledExecutorAndAKilledDriver() throws Exception {
        Process started = start("--records-per-second=200", "--seconds=3", "--seed=1");
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = started.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        }
        String output = String.join("\n", lines);
        assertEquals("equal", lines.get(lines.size() - 1), output);
        assertEquals(0, started.waitFor(), output);
        assertTrue(output.contains("SIGKILL to an executor in batch "), output);
        assertTrue(output.contains(" is done without that executor"), output);
        assertTrue(output.contains(" is in doubt and runs again"), output);
        assertTrue(
                Pattern.compile("\ntotal +(\\d{4,}) +\\1 +\\1\n")
                        .matcher(output)
                        .find(),
                output);
    }

    @Test
    void whenItIsInterruptedNoProcessAndNoDataAreLeft() throws Exception {
        Process started = start("--seconds=250", "--crashes=0");
        try (BufferedReader reader = started.inputReader(StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null && !line.startsWith("Word count started")) {
                line = reader.readLine();
            }
            assertTrue(line != null, "the word count has started");
            List<ProcessHandle> processes = started.descendants().toList();
            while (processes.size() < 7) { // server, producer, driver, master, two workers, executors, which come last
                assertTrue(
                        started.isAlive(),
                        () -> "it ended with " + started.descendants().toList());
                LockSupport.parkNanos(10_000_000);
                processes = started.descendants().toList();
            }
            started.toHandle().destroy(); // Process.destroy would close the output that is still to be read
            reader.lines().forEach(rest -> {});
            started.waitFor();
            for (ProcessHandle process : processes) {
                process.onExit().get(120, TimeUnit.SECONDS);
            }
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertFalse(left.anyMatch(path -> path.toString().contains("millrace-demo")));
        }
    }
}
