package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.examples.KinesisWordCount;
import dev.millrace.examples.KinesisWordProducer;
import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** What the word count, a process of its own, says and returns when it is called wrongly. */
@Timeout(300)
class KinesisWordCountTroubleTest {
    @TempDir
    private Path directory;

    private final List<String> said = new CopyOnWriteArrayList<>();

    private Process start(String... arguments) throws Exception {
        return start(KinesisWordCount.class, arguments);
    }

    private Process start(Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(directory.toFile()).start();
    }

    private String run(String... arguments) throws Exception {
        Process process = start(arguments);
        try {
            Thread output = new Thread(() -> process.inputReader(UTF_8).lines().forEach(line -> {}));
            output.start();
            String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
            output.join();
            return process.waitFor() + ": " + said.strip();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Runs it until it has counted such a word, and kills it. */
    private void count(String word, String... arguments) throws Exception {
        Process process = start(arguments);
        try {
            BufferedReader output = process.inputReader(UTF_8);
            String line = output.readLine();
            while (line != null && !line.startsWith("(" + word + ",")) {
                line = output.readLine();
            }
            assertNotNull(line, "the word count ended before it had counted '" + word + "'");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static KinesisClient client(KinesisServer server) {
        return KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    private static void createStream(KinesisClient client) {
        client.createStream(request -> request.streamName("words").shardCount(1));
        client.waiter().waitUntilStreamExists(request -> request.streamName("words"));
    }

    private static void put(KinesisClient client, String text) {
        client.putRecord(
                request -> request.streamName("words").partitionKey("a").data(SdkBytes.fromUtf8String(text)));
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

    /** The heading of the totals came without any. */
    @Test
    void aProducerThatSentNothingSaysWhyAndNoTotals() throws Exception {
        try (KinesisServer server = KinesisServer.start(
                KinesisServerSettings.builder().dataDirectory(null).build())) {
            Process producer = start(
                    KinesisWordProducer.class, "no-such", server.endpoint().toString(), "10", "3");
            try {
                Thread errors =
                        new Thread(() -> producer.errorReader(UTF_8).lines().forEach(said::add));
                errors.start();
                String printed = new String(producer.getInputStream().readAllBytes(), UTF_8);
                errors.join();
                assertEquals(1, producer.waitFor());
                assertSays(String.join(" ", said), "Stream 'no-such' at " + server.endpoint(), "doesn't take records");
                assertTrue(printed.startsWith("Sending 10 records/s") && !printed.contains("Totals"), printed);
            } finally {
                producer.destroyForcibly().waitFor();
            }
        }
    }

    /** It answered with a stack trace of the SDK's. */
    @Test
    void theProducerRefusesWhatIsNoEndpoint() {
        assertEquals(2, new CommandLine(new KinesisWordProducer()).execute("words", "localhost", "10", "3"));
        assertEquals(2, new CommandLine(new KinesisWordProducer()).execute("words", "localhost:4567", "10", "3"));
    }

    /** It sent nothing, for ever. */
    @Test
    void theProducerRefusesATimeThatIsNone() {
        for (String seconds : List.of("0", "-1")) {
            assertEquals(
                    2,
                    new CommandLine(new KinesisWordProducer())
                            .execute("words", "http://127.0.0.1:1", "10", "3", "--seconds=" + seconds));
        }
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

    @Test
    void aStreamThatWasMadeAgainUnderItsOldNameIsRefused() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        try (KinesisServer server = KinesisServer.start(
                        KinesisServerSettings.builder().clock(now::get).build());
                KinesisClient client = client(server)) {
            createStream(client);
            put(client, "mill race");
            String endpoint = server.endpoint().toString();
            count("race", "app", "words", endpoint);
            client.deleteStream(request -> request.streamName("words"));
            client.waiter().waitUntilStreamNotExists(request -> request.streamName("words"));
            now.updateAndGet(instant -> instant.plusSeconds(60));
            createStream(client);
            String said = run("app", "words", endpoint);
            assertSays(said, "1: ", "words", "now reads", "the checkpoint's positions are of");
        }
    }

    @Test
    void aPositionOlderThanTheStreamsRetentionIsAnErrorAndNoSkip() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        try (KinesisServer server = KinesisServer.start(
                        KinesisServerSettings.builder().clock(now::get).build());
                KinesisClient client = client(server)) {
            createStream(client);
            put(client, "mill race");
            String endpoint = server.endpoint().toString();
            count("race", "app", "words", endpoint);
            put(client, "lost for good");
            now.updateAndGet(instant -> instant.plus(Duration.ofHours(25)));
            put(client, "still there");
            String said = run("app", "words", endpoint);
            assertSays(said, "1: ", "'words'", "is older than what the stream still holds", "its retention is");
        }
    }
}
