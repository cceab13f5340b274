package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.Source;
import dev.millrace.file.FileSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** What the builder makes and what it refuses. */
class KinesisSourceTest {
    private static final String ARN = "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks";

    @Test
    void defaultsAreWhatTheManualSays() {
        long buffered = FetchSettings.bufferedBytesIn(Runtime.getRuntime().maxMemory());
        assertEquals(new FetchSettings(10_000, 5, 2_097_152, buffered, 8, true), FetchSettings.DEFAULTS);
        assertEquals(200_000_000, FetchSettings.DEFAULTS.delayNanos(0, 0));
        assertEquals(67_108_864, FetchSettings.bufferedBytesIn(256 << 20));
        assertEquals(134_217_728, FetchSettings.bufferedBytesIn(2L << 30));
        assertEquals(536_870_912, FetchSettings.bufferedBytesIn(64L << 30));
    }

    @Test
    void callsArePacedByNumberAndByBytes() {
        FetchSettings settings = new FetchSettings(10_000, 5, 1_000_000, 1, 1, false);
        assertEquals(200_000_000, settings.delayNanos(0, 0));
        assertEquals(150_000_000, settings.delayNanos(0, 50_000_000));
        assertEquals(0, settings.delayNanos(0, 300_000_000));
        assertEquals(3_000_000_000L, settings.delayNanos(3_000_000, 0));
        assertEquals(200_000_000, settings.delayNanos(100_000, 0));
    }

    @Test
    void onlyAnEndpointOnThisMachineIsAskedWithoutAPauseForAShardThatIsBehind() {
        Chunk behind = new Chunk(List.of(), new ShardPosition.Start(0, 0), 1_000_000, 5, List.of());
        Chunk atTip = new Chunk(List.of(), new ShardPosition.Start(0, 0), 1_000_000, 0, List.of());
        Chunk nothing = new Chunk(List.of(), new ShardPosition.Start(0, 0), 0, 5, List.of());
        FetchSettings here = fetch(named().endpointUrl("http://127.0.0.1:4567"));
        assertEquals(0, here.delayNanos(behind, 0));
        assertEquals(476_837_158, here.delayNanos(atTip, 0));
        assertEquals(200_000_000, here.delayNanos(nothing, 0));
        List.of(
                        named(),
                        named().endpointUrl("https://kinesis.eu-central-1.amazonaws.com"),
                        named().endpointUrl("http://127.0.0.1:4567").fetchesPerSecondPerShard(5),
                        named().endpointUrl("http://127.0.0.1:4567").bytesPerSecondPerShard(2 * 1024 * 1024))
                .forEach(limited -> assertEquals(476_837_158, fetch(limited).delayNanos(behind, 0)));
    }

    private static KinesisSourceBuilder<byte[]> named() {
        return KinesisSource.builder().streamName("clicks");
    }

    private static FetchSettings fetch(KinesisSourceBuilder<byte[]> builder) {
        return builder.buildRaw().settings().fetch();
    }

    @Test
    void mistakesAreToldWhereTheyAreMade() {
        KinesisSourceBuilder<byte[]> builder = KinesisSource.builder();
        assertThrows(IllegalArgumentException.class, builder::build);
        assertThrows(
                IllegalArgumentException.class,
                () -> KinesisSource.builder().streamName("a").streamArn(ARN).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> KinesisSource.builder().streamName("not a name").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> KinesisSource.builder().streamArn("clicks").build());
        for (String noEndpoint :
                List.of("localhost", "localhost:4567", "ftp://localhost:4567", "http://localhost:99999")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> KinesisSource.builder()
                            .streamName("a")
                            .endpointUrl(noEndpoint)
                            .build());
        }
        assertThrows(IllegalArgumentException.class, () -> builder.recordsPerFetchMax(10_001));
        assertThrows(IllegalArgumentException.class, () -> builder.recordsPerFetchMax(0));
        assertThrows(IllegalArgumentException.class, () -> builder.fetchesPerSecondPerShard(0));
        assertThrows(IllegalArgumentException.class, () -> builder.bytesPerSecondPerShard(0));
        assertThrows(IllegalArgumentException.class, () -> builder.bufferedBytesMax(0));
        assertThrows(IllegalArgumentException.class, () -> builder.fetchThreadsMax(0));
        assertThrows(IllegalArgumentException.class, () -> builder.retryWaitTime(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.retryMaxAttempts(0));
        assertThrows(IllegalArgumentException.class, () -> builder.retryTime(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.onBadRecord(BadRecordPolicy.DEAD_LETTER));
    }

    @Test
    void aMessageHandlerKeepsWhatWasSaidBefore() {
        Source<Integer> source = KinesisSource.builder()
                .streamArn(ARN)
                .onBadRecord(BadRecordPolicy.SKIP_AND_COUNT)
                .messageHandler(record -> record.data().length)
                .build();
        DecodedSource<?, Integer> decoded = (DecodedSource<?, Integer>) source;
        assertEquals("kinesis:clicks", source.defaultName());
        assertEquals(BadRecordPolicy.SKIP_AND_COUNT, decoded.onBadRecord());
        assertNull(decoded.deadLetters());
    }

    @Test
    void deadLettersGoWhereTheyAreToGo() {
        FileSink<BadRecord<KinesisRecord>> sink = FileSink.text(Path.of("dead"));
        Source<byte[]> source =
                KinesisSource.builder().streamName("a").deadLetters(sink).build();
        assertEquals(BadRecordPolicy.DEAD_LETTER, ((DecodedSource<?, byte[]>) source).onBadRecord());
    }

    @Test
    void aServerOnThisMachineNeverSeesRealCredentials() {
        StreamName stream = new StreamName("a", null);
        KinesisConnection local = new KinesisConnection(null, java.net.URI.create("http://127.0.0.1:1"), null);
        try (KinesisClient client = local.newClient("test", stream, 1)) {
            AwsCredentials used = (AwsCredentials) client.serviceClientConfiguration()
                    .credentialsProvider()
                    .resolveIdentity()
                    .join();
            assertEquals("local", used.accessKeyId());
            assertEquals(
                    "us-east-1", client.serviceClientConfiguration().region().id());
        }
    }

    @Test
    void theRegionOfTheArnIsTaken() {
        StreamName stream = new StreamName(null, ARN);
        KinesisConnection connection = new KinesisConnection(null, null, KinesisCredentials.of("id", "secret"));
        try (KinesisClient client = connection.newClient("test", stream, 1)) {
            assertEquals(
                    "eu-central-1", client.serviceClientConfiguration().region().id());
        }
    }

    @Test
    void credentialsThatCantBeFoundAreTheUsersMistake() {
        KinesisConnection connection = new KinesisConnection(
                "eu-central-1",
                null,
                () -> software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider.create("no such profile"));
        MillraceException e =
                assertThrows(MillraceException.class, () -> connection.newClient("Here", new StreamName("a", null), 1));
        Expect.says(MillraceException.Kind.CONFIGURATION, e, "Here: the region or the credentials can't be found");
    }

    @Test
    void descriptionsTravel() throws Exception {
        KinesisSource source = KinesisSource.builder()
                .streamArn(ARN)
                .credentials(KinesisCredentials.of("id", "secret"))
                .buildRaw();
        assertEquals("kinesis:clicks", ((KinesisSource) copy(source)).defaultName());
        KinesisSink<String> sink = KinesisSink.<String>builder()
                .streamName("out")
                .credentials(KinesisCredentials.defaultChain())
                .partitionKey(text -> text)
                .data(text -> new byte[0])
                .build();
        assertTrue(copy(sink) instanceof KinesisSink);
    }

    private static Object copy(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void pushingToTheDriverAndReadingInTasksExcludeEachOther() {
        KinesisSourceBuilder<byte[]> both = KinesisSource.builder()
                .streamName("clicks")
                .enhancedFanOut("reader")
                .readInTasks();
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, both::build);
        assertTrue(String.valueOf(refused.getMessage()).contains("readInTasks"), refused.getMessage());
    }
}
