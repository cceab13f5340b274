package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checkout's script {@code millrace}, with builds that are scripts of the test's. */
@Timeout(180)
class LauncherTest {
    @TempDir
    private Path home;

    /** Starts the command in a checkout whose build does this. */
    private Process start(String build) throws Exception {
        Files.copy(Path.of("..", "millrace"), home.resolve("millrace"));
        Path wrapper = Files.writeString(home.resolve("mvnw"), "#!/usr/bin/env bash\n" + build + "\n");
        Files.setPosixFilePermissions(wrapper, Files.getPosixFilePermissions(home.resolve("millrace")));
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("millrace").toString(), "--version").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TMPDIR", home.toString());
        return builder.start();
    }

    /** Maven went on building. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    void aSignalToTheLauncherAloneEndsItsBuildToo(String signal, int status) throws Exception {
        assumeFalse(
                isIgnored(signal),
                "whoever started the tests ignores it, nohup for example, and so do all that they start");
        Process launcher = start("""
                sleep 1000 &
                mkfifo never; touch "$PWD/started"
                exec cat never""");
        List<ProcessHandle> building = List.of();
        try (BufferedReader output = launcher.inputReader(UTF_8)) {
            assertEquals("Building Millrace (the first time this fetches its dependencies) ...", output.readLine());
            while (!Files.exists(home.resolve("started"))) {
                Thread.onSpinWait();
            }
            building = launcher.descendants().toList();
            new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.pid()))
                    .start()
                    .waitFor();
            assertEquals(status, launcher.waitFor());
            for (ProcessHandle process : building) {
                process.onExit()
                        .completeOnTimeout(process, 60, TimeUnit.SECONDS)
                        .join(); // it is dying already
                assertFalse(process.isAlive(), process.info().command() + " was left behind");
            }
            try (Stream<Path> left = Files.list(home)) {
                assertEquals(
                        List.of("millrace", "mvnw", "never", "started"),
                        left.map(path -> path.getFileName().toString()).sorted().toList(),
                        "the build's log is deleted");
            }
        } finally {
            building.forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly().waitFor();
        }
    }

    private static boolean isIgnored(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            String mask =
                    lines.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
            int number = signal.equals("HUP") ? 1 : 15;
            return (Long.parseUnsignedLong(mask.substring(7).strip(), 16) >> (number - 1) & 1) == 1;
        }
    }

    @Test
    void aBuildThatFailsIsToldByItsErrors() throws Exception {
        Process launcher = start("echo '[INFO] Building Millrace: core 0.1.0'; echo '[ERROR] no such symbol'; exit 1");
        assertEquals(
                List.of(
                        "Building Millrace (the first time this fetches its dependencies) ...",
                        "[ERROR] no such symbol",
                        "millrace: the build failed; see above."),
                launcher.inputReader(UTF_8).lines().toList());
        assertEquals(1, launcher.waitFor());
    }
}
