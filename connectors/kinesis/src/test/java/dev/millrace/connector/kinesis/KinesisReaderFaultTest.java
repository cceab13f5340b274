package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.kinesis.ReadLoop.Batch;
import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Faults and time, which only a fake gives at will. */
class KinesisReaderFaultTest {
    private static final String SHARD = FakeKinesis.id(0);

    private final FakeKinesis kinesis = new FakeKinesis(1);
    private final ShiftedClock clock = new ShiftedClock();

    @Test
    void throttlingAndOutagesAreWaitedOut() throws Exception {
        kinesis.put(0, "one");
        for (String operation : List.of("DescribeStreamSummary", "ListShards", "GetShardIterator", "GetRecords")) {
            kinesis.fail(operation, KinesisFault.Kind.THROTTLED, 2);
            kinesis.fail(operation, KinesisFault.Kind.UNAVAILABLE, 1);
        }
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(1, Long.MAX_VALUE);
            kinesis.fail("GetRecords", KinesisFault.Kind.THROTTLED, 2);
            kinesis.fail("GetRecords", KinesisFault.Kind.EXPIRED_ITERATOR, 2);
            kinesis.put(0, "two");
            loop.pollUntil(2, Long.MAX_VALUE);
            kinesis.fail("GetRecords", KinesisFault.Kind.UNAVAILABLE, 3);
            kinesis.put(0, "three");
            loop.pollUntil(3, Long.MAX_VALUE);
            assertEquals(List.of("one", "two", "three"), loop.texts());
        }
    }

    @Test
    void throttlingWithoutEndFailsAndSaysWhatToDo() throws Exception {
        try (ReadLoop loop = open(null)) {
            kinesis.fail("GetRecords", KinesisFault.Kind.THROTTLED, 1_000);
            MillraceException e = assertThrows(MillraceException.class, () -> loop.pollUntil(1, 1));
            Expect.says(
                    Kind.EXTERNAL_SYSTEM,
                    e,
                    "Kinesis stream 'clicks', shard " + SHARD + ": GetRecords was throttled 5 times in",
                    "Another reader shares the shard's 5 reads/s",
                    "a test wants it");
            assertThrows(MillraceException.class, () -> loop.poll(1), "it stays failed");
        }
    }

    @Test
    void anOutageWithoutEndFailsTheStart() {
        kinesis.fail("GetRecords", KinesisFault.Kind.UNAVAILABLE, 1_000);
        MillraceException e = assertThrows(MillraceException.class, () -> open(null));
        Expect.says(Kind.EXTERNAL_SYSTEM, e, "GetRecords failed 5 times", "retry.time");
    }

    @Test
    void aRefusalFailsAtOnce() {
        kinesis.fail("GetRecords", KinesisFault.Kind.REFUSED, 1);
        MillraceException e = assertThrows(MillraceException.class, () -> open(null));
        Expect.says(Kind.CONFIGURATION, e, "GetRecords was refused", "rights");
    }

    /** Regression: a batch in doubt couldn't be read again if a shard had been split right behind what it had taken. */
    @Test
    void aRangeUpToTheLastRecordOfAShardThatWasClosedSinceIsReadAgain() throws Exception {
        kinesis.put(0, "one");
        kinesis.put(0, "two");
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(2, 2);
            kinesis.reshard(List.of(0), 2);
            for (ReadLoop.Batch batch : List.copyOf(loop.batches())) {
                List<List<KinesisRecord>> again = ReadLoop.read(loop.reader().replay(batch.ranges()));
                assertEquals(
                        batch.records().stream().map(ReadLoop::text).toList(),
                        again.stream().flatMap(List::stream).map(ReadLoop::text).toList());
            }
        }
    }

    @Test
    void aStreamThatIsBeingMadeIsWaitedFor() throws Exception {
        kinesis.status("CREATING");
        Thread maker = new Thread(() -> kinesis.status("ACTIVE"));
        kinesis.put(0, "one");
        maker.start();
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(1, 1);
        }
        maker.join();
    }

    @Test
    void aStreamThatIsBeingDeletedIsNotRead() {
        kinesis.status("DELETING");
        Expect.says(Kind.CONFIGURATION, assertThrows(MillraceException.class, () -> open(null)), "is being deleted");
    }

    @Test
    void aStreamMadeAgainWhileItIsReadIsAnError() throws Exception {
        kinesis.put(0, "one");
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(1, 1);
            kinesis.recreate();
            kinesis.put(0, "of the other stream");
            MillraceException e = assertThrows(MillraceException.class, () -> loop.pollUntil(2, 1));
            Expect.says(Kind.CONFIGURATION, e, "made again");
            assertEquals(List.of("one"), loop.texts());
        }
    }

    @Test
    void anIdleShardMovesOnInTheCheckpointSoThatItNeverLooksExpired() throws Exception {
        kinesis.put(0, "one");
        Map<String, Position> positions;
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(1, 1);
            for (int minutes = 0; minutes < 100 * 60; minutes += 20) {
                kinesis.pass(Duration.ofMinutes(20));
                clock.pass(Duration.ofMinutes(20));
                long asked = kinesis.count("GetRecords");
                loop.pollUntil(() -> kinesis.count("GetRecords") > asked + 1, 1);
            }
            int notes = loop.batches().size() - 1;
            assertTrue(notes > 40 && notes <= 100, "notes in 100 hours: " + notes);
            kinesis.trim(0, 1);
            positions = loop.positions();
            for (Batch note : loop.batches().subList(1, loop.batches().size())) {
                assertEquals(List.of(), note.splits(), "a note has no split");
                assertEquals(List.of(), loop.reader().replay(note.ranges()), "nor in a replay");
            }
        }
        kinesis.put(0, "two");
        try (ReadLoop loop = open(positions)) {
            loop.pollUntil(1, 1);
            assertEquals(List.of("two"), loop.texts());
        }
    }

    @Test
    void anIdleShardIsNotNotedMoreOftenThanEveryHour() throws Exception {
        kinesis.put(0, "one");
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(1, 1);
            kinesis.pass(Duration.ofMinutes(55));
            clock.pass(Duration.ofMinutes(55));
            loop.expectNoRecords();
            assertEquals(1, loop.batches().size());
        }
    }

    @Test
    void startFailsWhereThePositionHasExpired() {
        String number = kinesis.put(0, "read");
        kinesis.put(0, "never read");
        Position position = new At(number, 1, kinesis.serviceMillis()).encode();
        kinesis.pass(Duration.ofHours(30));
        kinesis.trim(0, 2);
        MillraceException e = assertThrows(MillraceException.class, () -> open(Map.of(SHARD, position)));
        Expect.says(Kind.CONFIGURATION, e, "older than what the stream still holds");
    }

    @Test
    void aSealedRangeThatHasExpiredIsAnError() throws Exception {
        kinesis.put(0, "one");
        kinesis.put(0, "two");
        kinesis.put(0, "three");
        List<LogRange> ranges;
        Map<String, Position> positions;
        try (ReadLoop loop = open(null)) {
            ranges = Objects.requireNonNull(loop.poll(2)).ranges();
            positions = loop.positions();
        }
        kinesis.pass(Duration.ofHours(30));
        kinesis.trim(0, 1);
        try (ReadLoop loop = open(positions)) {
            MillraceException e = assertThrows(
                    MillraceException.class, () -> ReadLoop.read(loop.reader().replay(ranges)));
            Expect.says(Kind.CONFIGURATION, e, "older than what the stream still holds");
        }
    }

    @Test
    void aShardThatExpiredUnreadIsAnError() {
        String number = kinesis.put(0, "read");
        Position position = new At(number, 1, kinesis.serviceMillis()).encode();
        kinesis.reshard(List.of(0), 2);
        kinesis.expireShard(0);
        MillraceException e = assertThrows(MillraceException.class, () -> open(Map.of(SHARD, position)));
        Expect.says(Kind.CONFIGURATION, e, SHARD, "expired unread");
    }

    @Test
    void aChildThatExpiredBetweenItsParentsEndAndARestartIsAnError() {
        long end = kinesis.serviceMillis();
        kinesis.reshard(List.of(0), 1);
        kinesis.put(1, "never read");
        kinesis.pass(Duration.ofHours(30));
        kinesis.trim(1, 1);
        MillraceException e = assertThrows(MillraceException.class, () -> open(Map.of(SHARD, new End(end).encode())));
        Expect.says(Kind.CONFIGURATION, e, FakeKinesis.id(1), "older than what the stream still holds");
    }

    @Test
    void anEndedShardIsForgottenOnceItHasExpiredAndItsChildrenAreInTheCheckpoint() throws Exception {
        kinesis.reshard(List.of(0), 2);
        Map<String, Position> positions;
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(
                    () -> {
                        kinesis.pass(Duration.ofMillis(1));
                        return loop.positions().size() == 3;
                    },
                    10);
            positions = loop.positions();
            assertTrue(ShardPosition.decode(Objects.requireNonNull(positions.get(SHARD))) instanceof End);
            assertForgotten(false, loop, SHARD);
        }
        kinesis.expireShard(0);
        try (ReadLoop loop = open(positions)) {
            assertForgotten(true, loop, SHARD);
            assertForgotten(false, loop, FakeKinesis.id(1));
        }
    }

    @Test
    void latestIsAPlaceThatStaysEvenIfNothingIsThere() throws Exception {
        kinesis.pass(Duration.ofMinutes(1));
        Map<String, Position> positions;
        try (ReadLoop loop = new ReadLoop(
                reader(settings().initialPosition(InitialPosition.latest()).buildRaw()), null)) {
            positions = loop.positions();
        }
        assertTrue(ShardPosition.decode(Objects.requireNonNull(positions.get(SHARD))) instanceof Start);
        kinesis.pass(Duration.ofHours(1));
        kinesis.put(0, "while nobody read");
        try (ReadLoop loop = open(positions)) {
            loop.pollUntil(1, 1);
            assertEquals(List.of("while nobody read"), loop.texts());
        }
    }

    @Test
    void latestIsFoundThoughOurClockIsFarAheadOfTheServices() throws Exception {
        kinesis.put(0, "old");
        kinesis.pass(Duration.ofMillis(1));
        kinesis.serviceSeems(Duration.ofDays(3));
        try (ReadLoop loop = new ReadLoop(
                reader(settings().initialPosition(InitialPosition.latest()).buildRaw()), null)) {
            kinesis.put(0, "new");
            loop.pollUntil(1, 1);
            assertEquals(List.of("new"), loop.texts());
        }
    }

    @Test
    void aFullBufferStopsFetchingUntilABatchTakesSomething() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            kinesis.put(0, "record " + i);
        }
        KinesisSource source =
                settings().recordsPerFetchMax(50).bufferedBytesMax(20_000).buildRaw();
        try (ReadLoop loop = new ReadLoop(reader(source), null)) {
            long filled = awaitQuiet();
            assertTrue(filled < 10, "calls: " + filled);
            loop.pollUntil(() -> !loop.batches().isEmpty(), Long.MAX_VALUE);
            Batch first = loop.batches().get(0);
            assertTrue(
                    first.records().size() <= 100, "records: " + first.records().size());
            loop.pollUntil(2_000, 70);
            assertEquals("record 1999", loop.texts().get(1_999));
        }
    }

    @Test
    void aLocalServiceThatNeverThrottlesIsReadWithoutPauses() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            kinesis.put(0, "record " + i);
        }
        long began = System.nanoTime();
        try (ReadLoop loop = new ReadLoop(reader(local().recordsPerFetchMax(5).buildRaw()), null)) {
            loop.pollUntil(2_000, Long.MAX_VALUE);
        }
        // By the limits these 400 calls take 80 s.
        assertTrue(System.nanoTime() - began < 60_000_000_000L);
    }

    @Test
    void aLocalServiceThatThrottlesOnceIsReadWithinTheLimits() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            kinesis.put(0, "record " + i);
        }
        kinesis.fail("GetRecords", KinesisFault.Kind.THROTTLED, 1);
        Map<String, Position> begin = Map.of(SHARD, new Start(0, kinesis.serviceMillis()).encode());
        long began = System.nanoTime();
        try (ReadLoop loop = new ReadLoop(reader(local().recordsPerFetchMax(50).buildRaw()), begin)) {
            loop.pollUntil(() -> loop.texts().size() >= 150, Long.MAX_VALUE);
            long calls = kinesis.count("GetRecords");
            long secondsAtLeast = (System.nanoTime() - began) / 1_000_000_000;
            assertTrue(calls <= 2 + 5 * (secondsAtLeast + 1), "calls: " + calls);
        }
    }

    private static KinesisSourceBuilder<byte[]> local() {
        return KinesisSource.builder()
                .streamName("clicks")
                .endpointUrl("http://127.0.0.1:4567")
                .initialPosition(InitialPosition.trimHorizon())
                .retryWaitTime(Duration.ofMillis(2));
    }

    @Test
    void everyShardGetsItsShareOfASmallBatch() throws Exception {
        FakeKinesis three = new FakeKinesis(3);
        for (int i = 0; i < 300; i++) {
            three.put(i % 3, "record " + i);
        }
        try (ReadLoop loop =
                new ReadLoop(settings().buildRaw().open(ReadLoop.context(clock), three, new Random(1)), null)) {
            while (!loop.reader().lag().values().stream().allMatch(lag -> lag.records() == 100)) {
                LockSupport.parkNanos(1_000_000);
            }
            loop.pollUntil(() -> loop.texts().size() == 30, 10);
            for (Batch batch : loop.batches()) {
                assertEquals(3, batch.splits().size());
                batch.splits().forEach(split -> assertTrue(split.size() >= 3, batch.toString()));
            }
        }
    }

    @Test
    void closingEndsARetryThatWaits() throws Exception {
        try (ReadLoop loop = new ReadLoop(
                reader(settings()
                        .retryTime(Duration.ofHours(1))
                        .retryWaitTime(Duration.ofHours(1))
                        .buildRaw()),
                null)) {
            kinesis.put(0, "one");
            Batch batch = null;
            while (batch == null) {
                batch = loop.poll(10);
            }
            List<LogRange> ranges = batch.ranges();
            kinesis.fail("GetShardIterator", KinesisFault.Kind.UNAVAILABLE, 1_000);
            Thread closer = new Thread(loop::close);
            closer.start();
            MillraceException e = assertThrows(
                    MillraceException.class, () -> ReadLoop.read(loop.reader().replay(ranges)));
            Expect.says(Kind.EXTERNAL_SYSTEM, e, "closed");
            closer.join();
        }
    }

    /** How many fetches it took until the buffer was full. */
    private long awaitQuiet() {
        long before = -1;
        long now = kinesis.count("GetRecords");
        while (now != before) {
            before = now;
            LockSupport.parkNanos(30_000_000);
            now = kinesis.count("GetRecords");
        }
        return now;
    }

    private static void assertForgotten(boolean forgotten, ReadLoop loop, String shard) {
        Position position = Objects.requireNonNull(loop.positions().get(shard));
        assertEquals(forgotten, loop.reader().isForgotten(shard, position));
        assertFalse(loop.reader().isForgotten(shard, new Start(0, 5).encode()));
    }

    private ReadLoop open(@Nullable Map<String, Position> positions) {
        return new ReadLoop(reader(settings().buildRaw()), positions);
    }

    private dev.millrace.connector.SourceReader<KinesisRecord> reader(KinesisSource source) {
        return source.open(ReadLoop.context(clock), kinesis, new Random(1));
    }

    private static KinesisSourceBuilder<byte[]> settings() {
        return KinesisSource.builder()
                .streamName("clicks")
                .initialPosition(InitialPosition.trimHorizon())
                .fetchesPerSecondPerShard(1_000)
                .retryWaitTime(Duration.ofMillis(2))
                .retryMaxAttempts(5)
                .retryTime(Duration.ZERO);
    }
}
