package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Python's boto3 against the server, with only the endpoint given. Skipped where it isn't installed. */
@Timeout(120)
class Boto3Test {
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    @TempDir
    private Path directory;

    @Test
    void aUserOfBoto3MakesPutsReadsSubscribesReshardsAndDeletes() throws Exception {
        String python = interpreter();
        Assumptions.assumeTrue(
                python != null, "No python3 has boto3: install the package python3-boto3 to run this test");
        Path script = directory.resolve("boto3_client.py");
        try (InputStream in = Objects.requireNonNull(Boto3Test.class.getResourceAsStream("/boto3_client.py"))) {
            Files.copy(in, script);
        }
        try (KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults())) {
            String said = run(List.of(
                    Objects.requireNonNull(python),
                    script.toString(),
                    server.endpoint().toString()));
            assertTrue(said.startsWith("0: finished with boto3"), said);
        }
    }

    private @Nullable String interpreter() throws InterruptedException {
        for (String candidate : INTERPRETERS) {
            try {
                if (run(List.of(candidate, "-c", "import boto3")).startsWith("0:")) {
                    return candidate;
                }
            } catch (IOException notThere) {
                // The next one, or none.
            }
        }
        return null;
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_CONFIG_FILE", directory.resolve("config").toString(),
                        "PYTHONIOENCODING", "utf-8"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue() + ": " + output;
    }
}
