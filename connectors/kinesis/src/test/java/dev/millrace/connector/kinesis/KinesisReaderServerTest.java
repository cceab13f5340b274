package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Lag;
import dev.millrace.connector.Position;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.kinesis.ReadLoop.Batch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions, restarts, replays and errors against a real server. Resharding has a test of its own. */
class KinesisReaderServerTest {
    private final LocalKinesis kinesis = LocalKinesis.shared();

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Test
    void trimHorizonBeginsWithTheOldestRecord() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one", "two");
        try (ReadLoop loop = open(kinesis.source(), null)) {
            loop.pollUntil(2, 100);
            assertEquals(List.of("one", "two"), loop.texts());
        }
    }

    @Test
    void itSaysHowFarBehindTheServiceSaysItIsAndWhatWaits() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one", "two", "three");
        try (ReadLoop loop = open(kinesis.source(), null)) {
            loop.pollUntil(1, 1);
            Lag waiting = loop.reader().lag().get("shardId-000000000000");
            assertEquals(new Lag(0, 2, -1), waiting, "all is fetched, two records wait");
            loop.pollUntil(3, 100);
            assertEquals(
                    Map.of("shardId-000000000000", new Lag(0, 0, -1)),
                    loop.reader().lag());
        }
    }

    @Test
    void latestBeginsWithWhatComesNextAndIsAPlaceForEver() throws Exception {
        kinesis.create(2);
        kinesis.putTo(0, "before");
        kinesis.putTo(0, List.of(Aggregates.of("k", "before, too", "and this")));
        Map<String, Position> positions;
        KinesisSourceBuilder<byte[]> latest = kinesis.source().initialPosition(InitialPosition.latest());
        try (ReadLoop loop = open(latest, null)) {
            positions = loop.positions();
        }
        kinesis.putTo(0, "after");
        kinesis.putTo(1, "after");
        try (ReadLoop loop = open(latest, positions)) {
            loop.pollUntil(2, 100);
            assertEquals(List.of("after", "after"), loop.texts());
        }
    }

    @Test
    void aTimeBeginsWithTheFirstRecordThatArrivedThenOrLater() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "too early");
        kinesis.clock().pass(Duration.ofSeconds(10));
        Instant then = kinesis.clock().instant();
        kinesis.putTo(0, "in time");
        kinesis.clock().pass(Duration.ofSeconds(10));
        try (ReadLoop loop = open(kinesis.source().initialPosition(InitialPosition.atTimestamp(then)), null)) {
            loop.pollUntil(1, 100);
            assertEquals(List.of("in time"), loop.texts());
        }
    }

    @Test
    void aTimeBeforeTheRetentionIsRefused() {
        kinesis.create(1);
        Instant then = kinesis.clock().instant();
        kinesis.clock().pass(Duration.ofHours(30));
        KinesisSourceBuilder<byte[]> source = kinesis.source().initialPosition(InitialPosition.atTimestamp(then));
        MillraceException e = assertThrows(MillraceException.class, () -> open(source, null));
        Expect.says(Kind.CONFIGURATION, e, "'" + kinesis.stream() + "'", "retention is 24 h", "trimHorizon");
    }

    @Test
    void aRestartAnywhereEvenInsideAnAggregateGivesTheRest() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "r0");
        kinesis.putTo(0, List.of(Aggregates.of("key-of-0", "r1", "r2", "r3"), "r4".getBytes(UTF_8)));
        kinesis.putTo(0, List.of(Aggregates.of("key-of-0", "r5", "r6")));
        List<String> all = List.of("r0", "r1", "r2", "r3", "r4", "r5", "r6");
        for (int first = 1; first < all.size(); first++) {
            Map<String, Position> positions;
            try (ReadLoop loop = open(kinesis.source(), null)) {
                loop.pollUntil(all.size(), first);
                assertEquals(all, loop.texts());
            }
            try (ReadLoop loop = open(kinesis.source(), null)) {
                loop.pollUntil(first, first);
                positions = loop.positions();
            }
            try (ReadLoop loop = open(kinesis.source(), positions)) {
                loop.pollUntil(all.size() - first, 3);
                assertEquals(all.subList(first, all.size()), loop.texts());
            }
        }
    }

    @Test
    void aReplayGivesEveryFieldOfEveryRecordAsAtFirst() throws Exception {
        kinesis.create(2);
        for (int i = 0; i < 10; i++) {
            kinesis.putTo(i % 2, "plain " + i);
            kinesis.putTo(i % 2, List.of(Aggregates.of("key-of-" + i % 2, "a" + i, "b" + i, "c" + i)));
        }
        List<Batch> batches;
        Map<String, Position> positions;
        try (ReadLoop loop = open(kinesis.source().keepStrayRecords(true), null)) {
            loop.pollUntil(40, 7);
            batches = loop.batches();
            positions = loop.positions();
        }
        try (ReadLoop loop = open(kinesis.source().keepStrayRecords(true), positions)) {
            for (Batch batch : batches) {
                List<List<KinesisRecord>> again = ReadLoop.read(loop.reader().replay(batch.ranges()));
                assertEquals(batch.splits().size(), again.size());
                for (int i = 0; i < again.size(); i++) {
                    assertSame(batch.splits().get(i), again.get(i));
                }
            }
        }
    }

    @Test
    void aReplayCanBeReadInAnotherProcess() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one", "two", "three");
        try (ReadLoop loop = open(kinesis.source(), null)) {
            loop.pollUntil(3, 2);
            byte[] bytes = serialized(
                    loop.reader().replay(loop.batches().get(0).ranges()).get(0));
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                List<String> texts = new ArrayList<>();
                ((RangeSplit) in.readObject()).read(record -> texts.add(ReadLoop.text(record)));
                assertEquals(List.of("one", "two"), texts);
            }
        }
    }

    private static byte[] serialized(Object split) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(split);
        }
        return bytes.toByteArray();
    }

    @Test
    void theFirstBatchAfterAPauseDoesNotSwallowTheBacklog() throws Exception {
        kinesis.create(2);
        for (int i = 0; i < 10; i++) {
            kinesis.putTo(0, texts(300));
            kinesis.putTo(1, texts(300));
        }
        try (ReadLoop loop = open(kinesis.source(), null)) {
            loop.pollUntil(6_000, 250);
            assertTrue(loop.batches().size() >= 24, "batches: " + loop.batches().size());
        }
        try (ReadLoop loop = open(kinesis.source().bufferedBytesMax(100_000), null)) {
            loop.pollUntil(() -> loop.texts().size() == 6_000, Long.MAX_VALUE);
            long most = loop.batches().stream()
                    .mapToInt(b -> b.records().size())
                    .max()
                    .orElse(0);
            assertTrue(most <= 1_000, "the buffer bounds a batch too: " + most);
        }
    }

    @Test
    void aStreamUnderTheSameNameHasAnotherIdentity() throws Exception {
        kinesis.create(1);
        String before = identity();
        assertEquals(before, identity());
        kinesis.delete();
        kinesis.clock().pass(Duration.ofSeconds(5));
        kinesis.create(1);
        assertNotEquals(before, identity());
    }

    @Test
    void aStreamThatIsDeletedWhileItIsReadIsAnError() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one");
        try (ReadLoop loop = open(kinesis.source(), null)) {
            loop.pollUntil(1, 100);
            kinesis.delete();
            MillraceException e = assertThrows(MillraceException.class, () -> loop.pollUntil(2, 100));
            Expect.says(Kind.CONFIGURATION, e, "'" + kinesis.stream() + "'", "Check the stream's name");
        }
    }

    @Test
    void aStreamThatIsMadeAgainWhileItIsReadIsAnError() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one");
        try (ReadLoop loop = open(kinesis.source(), null)) {
            loop.pollUntil(1, 100);
            kinesis.clock().pass(Duration.ofSeconds(5));
            kinesis.delete();
            kinesis.create(1);
            kinesis.putTo(0, "of the other stream");
            MillraceException e = assertThrows(MillraceException.class, () -> loop.pollUntil(2, 100));
            assertEquals(Kind.CONFIGURATION, e.kind());
            assertEquals(List.of("one"), loop.texts());
        }
    }

    @Test
    void aStreamThatIsNotThereIsRefusedAtOnce() {
        MillraceException e = assertThrows(MillraceException.class, () -> open(kinesis.source(), null));
        Expect.says(
                Kind.CONFIGURATION,
                e,
                "Kinesis stream '" + kinesis.stream() + "': DescribeStreamSummary was refused",
                "not found");
    }

    @Test
    void anEndpointWhereNobodyAnswersFailsInTheStatedTime() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        KinesisSourceBuilder<byte[]> source = KinesisSource.builder()
                .streamName("clicks")
                .endpointUrl("http://127.0.0.1:" + port)
                .retryTime(Duration.ofMillis(500));
        long began = System.nanoTime();
        MillraceException e = assertThrows(MillraceException.class, () -> open(source, null));
        long millis = (System.nanoTime() - began) / 1_000_000;
        Expect.says(Kind.EXTERNAL_SYSTEM, e, "Kinesis stream 'clicks': DescribeStreamSummary failed", "endpoint");
        assertTrue(millis >= 500 && millis < 30_000, millis + " ms, where a minute is the default");
    }

    @Test
    void connectionsThatAreCutAnywhereLoseAndDoubleNothing() throws Exception {
        kinesis.create(2);
        try (CuttingProxy proxy = new CuttingProxy(kinesis.endpoint(), new Random(5), 30_000)) {
            KinesisSourceBuilder<byte[]> source = kinesis.source()
                    .endpointUrl(proxy.endpoint())
                    .recordsPerFetchMax(30)
                    .retryWaitTime(Duration.ofMillis(1))
                    .retryMaxAttempts(100);
            KinesisSink<String> sink = KinesisSink.<String>builder()
                    .streamName(kinesis.stream())
                    .endpointUrl(proxy.endpoint())
                    .partitionKey(text -> text)
                    .data(text -> text.getBytes(UTF_8))
                    .retryWaitTime(Duration.ofMillis(1))
                    .retryMaxAttempts(100)
                    .build();
            Set<String> sent = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                List<String> texts = IntStream.range(100 * i, 100 * (i + 1))
                        .mapToObj(n -> "record " + n)
                        .toList();
                sink.write(new SinkTask("out", i, 0, 1, 0), texts.iterator());
                sent.addAll(texts);
            }
            List<String> direct;
            try (ReadLoop loop = open(kinesis.source(), null)) {
                loop.pollUntil(() -> new HashSet<>(loop.texts()).containsAll(sent), Long.MAX_VALUE);
                direct = loop.texts();
            }
            try (ReadLoop loop = open(source, null)) {
                loop.pollUntil(() -> loop.texts().size() >= direct.size(), 70);
                assertEquals(direct.size(), loop.texts().size());
                assertEquals(new TreeSet<>(direct), new TreeSet<>(loop.texts()));
                List<List<KinesisRecord>> again =
                        ReadLoop.read(loop.reader().replay(loop.batches().get(0).ranges()));
                assertEquals(
                        loop.batches().get(0).records().stream()
                                .map(ReadLoop::text)
                                .toList(),
                        again.stream().flatMap(List::stream).map(ReadLoop::text).toList());
            }
            assertTrue(proxy.cuts() > 5, "cuts: " + proxy.cuts());
        }
    }

    @Test
    void expiredIteratorsAreMadeAnew() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one");
        try (ReadLoop loop = open(kinesis.source().fetchesPerSecondPerShard(5), null)) {
            loop.pollUntil(1, 100);
            // Longer than an iterator lives, and shorter than the time between two calls.
            kinesis.clock().pass(Duration.ofMinutes(10));
            kinesis.putTo(0, "two");
            loop.pollUntil(2, 100);
            assertEquals(List.of("one", "two"), loop.texts());
        }
    }

    @Test
    void aRestartedServerIsReadOn(@TempDir Path directory) throws Exception {
        Map<String, Position> positions;
        try (LocalKinesis first = LocalKinesis.start(directory)) {
            first.create(1);
            first.putTo(0, "one");
            try (ReadLoop loop = new ReadLoop(first.source().buildRaw().open(ReadLoop.context(first.clock())), null)) {
                loop.pollUntil(1, 100);
                positions = loop.positions();
            }
        }
        try (LocalKinesis second = LocalKinesis.start(directory)) {
            second.putTo(0, "two");
            try (ReadLoop loop =
                    new ReadLoop(second.source().buildRaw().open(ReadLoop.context(second.clock())), positions)) {
                loop.pollUntil(1, 100);
                assertEquals(List.of("two"), loop.texts());
            }
        }
    }

    @Test
    void aStreamIsFoundByItsArnToo() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "one");
        String arn = kinesis.client()
                .describeStreamSummary(request -> request.streamName(kinesis.stream()))
                .streamDescriptionSummary()
                .streamARN();
        KinesisSourceBuilder<byte[]> source = KinesisSource.builder()
                .streamArn(arn)
                .endpointUrl(kinesis.endpoint())
                .initialPosition(InitialPosition.trimHorizon());
        try (ReadLoop loop = open(source, null)) {
            loop.pollUntil(1, 100);
        }
        assertEquals("kinesis:" + kinesis.stream(), source.build().defaultName());
    }

    private ReadLoop open(KinesisSourceBuilder<byte[]> source, @Nullable Map<String, Position> positions) {
        return new ReadLoop(source.buildRaw().open(ReadLoop.context(kinesis.clock())), positions);
    }

    private String identity() {
        try (SourceReader<KinesisRecord> reader = kinesis.source().buildRaw().open(ReadLoop.context(kinesis.clock()))) {
            return reader.identity();
        }
    }

    private static void assertSame(List<KinesisRecord> expected, List<KinesisRecord> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            KinesisRecord one = expected.get(i);
            KinesisRecord other = actual.get(i);
            assertArrayEquals(one.data(), other.data());
            assertEquals(withoutData(one), withoutData(other));
        }
    }

    private static KinesisRecord withoutData(KinesisRecord record) {
        return new KinesisRecord(
                record.shardId(),
                record.sequenceNumber(),
                record.subSequenceNumber(),
                record.partitionKey(),
                record.explicitHashKey(),
                record.approximateArrivalTime(),
                record.encryptionType(),
                NOTHING);
    }

    private static final byte[] NOTHING = {};

    private static List<byte[]> texts(int count) {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(("record " + i).getBytes(UTF_8));
        }
        return texts;
    }
}
