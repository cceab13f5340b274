package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.Reading;
import dev.millrace.connector.Split;
import dev.millrace.connector.kinesis.RangeSplit.Range;
import dev.millrace.connector.kinesis.ShardFeed.News;
import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShardReadsTest {
    private static final ShardPosition START = new Start(0, 1_000);

    private final List<Range> again = new ArrayList<>();

    private ShardReads shard(boolean isNew) {
        ShardToRead read = new ShardToRead(
                new StreamName("clicks", null), new ShardInfo("shard", List.of(), HashRange.ALL), false);
        return new ShardReads(read, START, isNew, range -> {
            again.add(range);
            return new FetchedSplit(List.of());
        });
    }

    private static Reading<KinesisRecord, ShardRead.Result> reading(ShardPosition until, int records, long behind) {
        return new Reading<>() {
            @Override
            public ShardRead.Result result() {
                return new ShardRead.Result(until, behind, List.of(), 200);
            }

            @Override
            public long records() {
                return records;
            }

            @Override
            public Split<KinesisRecord> orElse(Split<KinesisRecord> other) {
                return other;
            }
        };
    }

    @Test
    void itIsAskedAgainWhenTheLimitsOfTheServiceAllow() {
        ShardReads shard = shard(false);
        assertTrue(shard.isDue(Long.MIN_VALUE), "nobody has asked yet");
        long now = Long.MAX_VALUE - 100;
        shard.wasRead(reading(START, 0, 0), now);
        assertFalse(shard.isDue(now));
        assertFalse(shard.isDue(now + 199));
        assertTrue(shard.isDue(now + 200), "also where the clock's numbers begin anew");
    }

    @Test
    void rangesFollowEachOtherWhateverIsKnownOfTimeMeanwhile() {
        ShardReads shard = shard(false);
        shard.wasRead(reading(START.knownUntil(2_000), 0, 0), 0);
        assertNull(shard.take(10));
        assertEquals(START.knownUntil(2_000), shard.readsFrom());
        ShardPosition first = new At("12", 1, 3_000);
        shard.wasRead(reading(first, 5, 0), 0);
        assertEquals(5, shard.available());
        News news = Objects.requireNonNull(shard.take(1));
        assertEquals(START, news.from());
        assertEquals(first, news.until());
        assertEquals(List.of(new Range(START, first)), again);
        assertFalse(shard.hasNews());
        assertEquals(first, shard.readsFrom());
    }

    @Test
    void anIdleShardIsNotedWhenWhatIsKnownIsOldOrNobodyKnowsOfIt() {
        ShardReads known = shard(false);
        known.wasRead(reading(START.knownUntil(2_000), 0, 0), 0);
        assertNull(known.takeIdle(1_001));
        News note = assertNotNullNews(known.takeIdle(1_000));
        assertEquals(START, note.from());
        assertEquals(START.knownUntil(2_000), note.until());
        assertNull(known.takeIdle(1_000));

        ShardReads unknown = shard(true);
        assertNull(unknown.takeIdle(1_000), "it hasn't been read");
        unknown.wasRead(reading(START.knownUntil(1_001), 0, 0), 0);
        assertTrue(unknown.isUnknownToBatches());
        assertNotNull(unknown.takeIdle(1_000));
        assertFalse(unknown.isUnknownToBatches());
    }

    private static News assertNotNullNews(@org.jspecify.annotations.Nullable News news) {
        assertNotNull(news);
        return Objects.requireNonNull(news);
    }

    @Test
    void aShardWhoseNewsNobodyHasTakenIsNotAsked() {
        ShardReads shard = shard(false);
        shard.wasRead(reading(new At("12", 1, 1_000), 1, 0), 0);
        assertFalse(shard.isDue(1_000));
        shard.take(1);
        assertTrue(shard.isDue(1_000));
    }

    @Test
    void aShardThatIsBehindWantsAllAndOthersSomewhatMoreThanLately() {
        ShardReads shard = shard(false);
        assertEquals(50_000, shard.wanted(50_000), "who knows");
        shard.wasRead(reading(new At("12", 1, 1_000), 2_000, 0), 0);
        assertEquals(5_000, shard.wanted(50_000));
        assertEquals(3_000, shard.wanted(3_000));
        assertEquals(0, shard.lag().millis());
        shard.take(10_000);
        shard.wasRead(reading(new At("13", 1, 1_000), 2_000, 7), 0);
        assertEquals(50_000, shard.wanted(50_000));
        assertEquals(7, shard.lag().millis());
    }
}
