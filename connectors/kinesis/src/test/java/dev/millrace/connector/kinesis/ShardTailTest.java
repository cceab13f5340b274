package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import dev.millrace.connector.kinesis.ShardRead.Limits;
import dev.millrace.connector.kinesis.ShardRead.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShardTailTest {
    private static final long FOREVER = Long.MAX_VALUE / 2;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final FakeKinesis kinesis = new FakeKinesis(1);
    private final List<String> read = new ArrayList<>();
    private final ShardPosition start = new Start(0, kinesis.serviceMillis());

    /** Three records a call, 50 calls a second. */
    private ShardTail tail(ShardPosition from) {
        ReadSettings settings = settings();
        KinesisSession session = new KinesisSession(settings, kinesis, new ShiftedClock(), new Random(1));
        return ShardTail.begin(session, new ShardRead(session.key(), kinesis.info(), shard(settings), from, all()));
    }

    private static ReadSettings settings() {
        return KinesisSource.builder()
                .streamName("clicks")
                .region("us-east-1")
                .recordsPerFetchMax(3)
                .fetchesPerSecondPerShard(50)
                .buildRaw()
                .settings();
    }

    private ShardToRead shard(ReadSettings settings) {
        return new ShardToRead(settings.stream(), kinesis.shardInfo(0), false);
    }

    private static Limits all() {
        return new Limits(FOREVER, FOREVER, FOREVER);
    }

    private Result read(ShardTail tail, Limits limits) throws InterruptedException {
        read.clear();
        return tail.read(kinesis.info(), limits, record -> read.add(ReadLoop.text(record)));
    }

    private void put(int from, int until) {
        for (int i = from; i < until; i++) {
            kinesis.put(0, Integer.toString(i));
        }
    }

    @Test
    void aShardWithoutMoreCostsOneCallAndNoIterator() throws Exception {
        put(0, 2);
        ShardTail tail = tail(start);
        Result first = read(tail, all());
        assertEquals(List.of("0", "1"), read);
        assertEquals(0, first.millisBehind());
        kinesis.pass(Duration.ofHours(1));
        Result second = read(tail, all());
        assertEquals(List.of(), read);
        assertTrue(second.until().isSamePlaceAs(first.until()));
        assertTrue(second.until().knownMillis() > first.until().knownMillis(), "what is known of time is fresher");
        put(2, 3);
        read(tail, all());
        assertEquals(List.of("2"), read);
        assertEquals(1, kinesis.count("GetShardIterator"));
        assertEquals(3, kinesis.count("GetRecords"));
    }

    @Test
    void aShardThatIsBehindIsReadOnAtThePaceOfTheLimits() throws Exception {
        put(0, 8);
        long began = System.nanoTime();
        Result result = read(tail(start), all());
        assertEquals(8, read.size());
        assertEquals(3, kinesis.count("GetRecords"));
        assertTrue(System.nanoTime() - began >= 2 * PAUSE_NANOS * 9 / 10, "it waits between calls");
        assertTrue(
                result.pauseNanos() > 0 && result.pauseNanos() <= PAUSE_NANOS, "and says for how long nobody may call");
    }

    @Test
    void whatOneBatchMayReadIsBounded() throws Exception {
        put(0, 9);
        ShardTail tail = tail(start);
        assertTrue(read(tail, new Limits(FOREVER, FOREVER, 0)).millisBehind() > 0);
        assertEquals(List.of("0", "1", "2"), read);
        read(tail, new Limits(FOREVER, 1, FOREVER));
        assertEquals(List.of("3", "4", "5"), read);
        read(tail, new Limits(2, FOREVER, FOREVER));
        assertEquals(List.of("6", "7"), read);
        read(tail, all());
        assertEquals(List.of("8"), read);
    }

    @Test
    void whatWasLeftOfAnAggregateComesWithTheNextBatchHereOrElsewhere() throws Exception {
        kinesis.put(0, Aggregates.of("key", "a0", "a1", "a2", "a3"));
        kinesis.put(0, "last");
        ShardTail tail = tail(start);
        Result first = read(tail, new Limits(2, FOREVER, FOREVER));
        assertEquals(List.of("a0", "a1"), read);
        assertEquals(2, assertInstanceOf(At.class, first.until()).subSequenceNumber());
        assertTrue(tail.standsAt(first.until()));
        assertFalse(tail.standsAt(start));
        read(tail(first.until()), all());
        assertEquals(List.of("a2", "a3", "last"), read);
        read(tail, new Limits(1, FOREVER, FOREVER));
        assertEquals(List.of("a2"), read);
        read(tail, all());
        assertEquals(List.of("a3", "last"), read);
    }

    @Test
    void theEndComesOnceWithTheChildrenThoughTheLastRecordsWereLeftOver() throws Exception {
        kinesis.put(0, Aggregates.of("key", "a0", "a1"));
        kinesis.reshard(List.of(0), 2);
        ShardTail tail = tail(start);
        Result first = read(tail, new Limits(1, FOREVER, FOREVER));
        assertInstanceOf(At.class, first.until());
        assertEquals(List.of(), first.followers());
        Result last = read(tail, all());
        assertEquals(List.of("a1"), read);
        assertInstanceOf(End.class, last.until());
        assertEquals(2, last.followers().size());
        assertEquals(1, kinesis.count("GetRecords"), "a shard that has ended isn't asked");
    }
}
