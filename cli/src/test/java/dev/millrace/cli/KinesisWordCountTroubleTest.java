package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.examples.KinesisWordCount;
import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the word count, a process of its own, says and returns when it is called wrongly. */
@Timeout(120)
class KinesisWordCountTroubleTest {
    @TempDir
    private Path directory;

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KinesisWordCount.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
            return process.waitFor() + ": " + said.strip();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void assertSays(String said, String... parts) {
        for (String part : parts) {
            assertTrue(said.contains(part), part + " is missing in: " + said);
        }
    }

    @Test
    void wrongArgumentsAreStatus2() throws Exception {
        assertSays(run("app", "words", "http://127.0.0.1:1", "--bogus"), "2: Unknown option: '--bogus'");
        assertSays(run("app", "words"), "2: Missing required parameter: 'ENDPOINT'");
        assertEquals(
                "2: 'localhost' is no endpoint; such as http://127.0.0.1:4567 or"
                        + " https://kinesis.eu-central-1.amazonaws.com",
                run("app", "words", "localhost"));
        assertEquals(
                "2: batchInterval must be at least 1 ms, not PT0S",
                run("app", "words", "http://127.0.0.1:1", "--interval", "0"));
    }

    @Test
    void aStreamThatIsNotThereIsNamedAtOnce() throws Exception {
        try (KinesisServer server =
                KinesisServer.start(KinesisServerSettings.builder().build())) {
            String said = run("app", "words", server.endpoint().toString());
            assertSays(said, "1: ", "'words'");
            assertEquals(1, said.lines().count(), said);
        }
    }
}
