package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The AWS command-line interface against the server, with only the endpoint given. Skipped where it isn't installed. */
@Timeout(120)
class AwsCliTest {
    private KinesisServer server;

    @TempDir
    private Path home;

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(
                isInstalled(), "There is no `aws` on the PATH: install the package awscli to run this test");
        server = KinesisServer.start(KinesisServerSettings.defaults());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static boolean isInstalled() {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "aws")));
    }

    private String aws(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("aws", "--endpoint-url", server.endpoint().toString(), "--output", "text", "kinesis"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_CONFIG_FILE", home.resolve("config").toString()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue() + ": " + output;
    }

    @Test
    void putsAndReadsAndReshards() throws Exception {
        assertEquals("0: ", aws("create-stream", "--stream-name", "s", "--shard-count", "1"));
        assertEquals("0: ", aws("wait", "stream-exists", "--stream-name", "s"));
        String shard = aws(
                "put-record", "--stream-name", "s", "--partition-key", "k", "--data", "aGVsbG8=", "--query", "ShardId");
        assertEquals("0: shardId-000000000000", shard);
        assertEquals(
                "0: ",
                aws(
                        "split-shard",
                        "--stream-name",
                        "s",
                        "--shard-to-split",
                        "shardId-000000000000",
                        "--new-starting-hash-key",
                        "170141183460469231731687303715884105728"));
        assertEquals("0: 3", aws("list-shards", "--stream-name", "s", "--query", "length(Shards)"));
        String iterator = aws(
                        "get-shard-iterator",
                        "--stream-name",
                        "s",
                        "--shard-id",
                        "shardId-000000000000",
                        "--shard-iterator-type",
                        "TRIM_HORIZON",
                        "--query",
                        "ShardIterator")
                .substring(3);
        assertEquals(
                "0: k\tshardId-000000000001",
                aws(
                        "get-records",
                        "--shard-iterator",
                        iterator,
                        "--query",
                        "[Records[0].PartitionKey, ChildShards[0].ShardId]"));
        String failure = aws("describe-stream", "--stream-name", "nobody");
        assertTrue(
                failure.contains("ResourceNotFoundException")
                        && failure.contains("Stream nobody under account 000000000000 not found."),
                failure);
    }
}
