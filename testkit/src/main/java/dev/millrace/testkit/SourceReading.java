package dev.millrace.testkit;

import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One life of a source under test: reads batch after batch as the batch loop would, checks at the border what the loop
 * relies on, and keeps all it saw. One thread.
 */
final class SourceReading<T> implements AutoCloseable {
    private static final long POLL_PAUSE_NANOS = 1_000_000;

    private final Clock clock;
    private final SourceReader<T> reader;
    private final Function<? super T, ?> identity;
    private final Map<String, Position> positions = new HashMap<>();
    private final List<Batch<T>> batches = new ArrayList<>();

    /** A batch as it was read at first: its ranges, its splits, and by split what was in it. */
    record Batch<T>(
            List<LogRange> ranges,
            List<Split<T>> splits,
            List<List<Object>> contents,
            Map<String, Position> before,
            Map<String, Position> after) {
        List<Object> records() {
            return contents.stream().flatMap(List::stream).toList();
        }
    }

    /** Opens and starts; from the beginning if no positions are given. */
    SourceReading(
            ReplayableSource<T> source,
            SourceContext context,
            @Nullable Map<String, Position> from,
            Function<? super T, ?> identity) {
        this.identity = identity;
        this.clock = context.clock();
        this.reader = source.open(context);
        try {
            reader.identity();
            positions.putAll(from == null ? reader.initialPositions() : from);
            reader.start(Map.copyOf(positions));
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    SourceReader<T> reader() {
        return reader;
    }

    List<Batch<T>> batches() {
        return batches;
    }

    Map<String, Position> positions() {
        return Map.copyOf(positions);
    }

    /** Every record so far, in order. */
    List<Object> records() {
        return batches.stream().flatMap(batch -> batch.records().stream()).toList();
    }

    /** One poll, read at once. Whether anything came. */
    boolean poll(long recordsMax) throws Exception {
        SourceBatch<T> news = reader.poll(recordsMax);
        if (news.isEmpty()) {
            require(news.splits().isEmpty(), "a batch without ranges has splits");
            return false;
        }
        Map<String, Position> before = positions();
        Set<String> seen = new HashSet<>();
        for (LogRange range : news.ranges()) {
            require(seen.add(range.log()), "log '" + range.log() + "' has two ranges in one batch");
            require(!range.isEmpty(), "log '" + range.log() + "' without news has a range: leave it out");
            Position known = positions.put(range.log(), range.until());
            require(
                    known == null || known.equals(range.from()),
                    "log '" + range.log() + "' goes on at " + range.from() + " where it had ended at " + known);
        }
        batches.add(new Batch<>(news.ranges(), news.splits(), read(news.splits()), before, positions()));
        return true;
    }

    /** Polls until at least so many records have come in all; complains when they don't, after so many fruitless polls. */
    void pollUntil(int records, long recordsMax, int fruitlessPollsMax) throws Exception {
        int fruitless = 0;
        while (records().size() < records) {
            if (poll(recordsMax)) {
                fruitless = 0;
            } else if (++fruitless > fruitlessPollsMax) {
                throw new AssertionError("only " + records().size() + " of " + records + " records came: " + records());
            } else {
                clock.park(clock.nanoTime() + POLL_PAUSE_NANOS);
            }
        }
    }

    List<List<Object>> read(List<? extends Split<T>> splits) throws Exception {
        List<List<Object>> contents = new ArrayList<>();
        for (Split<T> split : splits) {
            contents.add(read(split));
        }
        return contents;
    }

    List<Object> read(Split<T> split) throws Exception {
        List<Object> records = new ArrayList<>();
        split.read(record -> records.add(identity.apply(record)));
        require(
                split.recordCount() == -1 || split.recordCount() == records.size(),
                "a split announced " + split.recordCount() + " records and gave " + records);
        return records;
    }

    /** Reads a split until it has given {@code wanted} records; how many it pushed although it was stopped. */
    static <T> int pushedAfterStop(Split<T> split, int wanted) throws Exception {
        int[] pushed = {0};
        split.read(new Emitter<T>() {
            @Override
            public void accept(T record) {
                pushed[0]++;
            }

            @Override
            public boolean isStopped() {
                return pushed[0] >= wanted;
            }
        });
        return pushed[0] - wanted;
    }

    @Override
    public void close() {
        reader.close();
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
