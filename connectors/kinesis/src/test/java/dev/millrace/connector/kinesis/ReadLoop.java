package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads as the batch loop does, and keeps what it read. One thread. */
final class ReadLoop implements AutoCloseable {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final SourceReader<KinesisRecord> reader;
    private final Map<String, Position> positions = new TreeMap<>();
    private final List<Batch> batches = new ArrayList<>();

    /** A batch, with its records by split. */
    record Batch(List<LogRange> ranges, List<List<KinesisRecord>> splits) {
        List<KinesisRecord> records() {
            return splits.stream().flatMap(List::stream).toList();
        }
    }

    ReadLoop(SourceReader<KinesisRecord> reader, @Nullable Map<String, Position> from) {
        this.reader = reader;
        try {
            positions.putAll(from == null ? reader.initialPositions() : from);
            reader.start(Map.copyOf(positions));
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    static SourceContext context(Clock clock) {
        return new SourceContext("test", "source", Duration.ofMillis(100), 2, clock);
    }

    SourceReader<KinesisRecord> reader() {
        return reader;
    }

    Map<String, Position> positions() {
        return Map.copyOf(positions);
    }

    List<Batch> batches() {
        return batches;
    }

    /** Everything so far. */
    List<String> texts() {
        return batches.stream()
                .flatMap(batch -> batch.records().stream())
                .map(ReadLoop::text)
                .toList();
    }

    static String text(KinesisRecord record) {
        return new String(record.data(), UTF_8);
    }

    /** The next batch, or null if there is nothing. */
    @Nullable
    Batch poll(long recordsMax) throws Exception {
        SourceBatch<KinesisRecord> news = reader.poll(recordsMax);
        if (news.isEmpty()) {
            return null;
        }
        for (LogRange range : news.ranges()) {
            Position known = positions.put(range.log(), range.until());
            assertTrue(known == null || known.equals(range.from()), () -> known + " and then " + range);
        }
        Batch batch = new Batch(news.ranges(), read(news.splits()));
        assertTrue(batch.records().size() <= recordsMax, "more than allowed");
        batches.add(batch);
        return batch;
    }

    static List<List<KinesisRecord>> read(List<Split<KinesisRecord>> splits) throws Exception {
        List<List<KinesisRecord>> all = new ArrayList<>();
        for (Split<KinesisRecord> split : splits) {
            List<KinesisRecord> records = new ArrayList<>();
            split.read(records::add);
            assertTrue(split.recordCount() == -1 || split.recordCount() == records.size());
            all.add(records);
        }
        return all;
    }

    void pollUntil(int records, long recordsMax) throws Exception {
        pollUntil(() -> texts().size() >= records, recordsMax);
        assertEquals(records, texts().size());
    }

    void pollUntil(BooleanSupplier condition, long recordsMax) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (poll(recordsMax) == null) {
                assertTrue(
                        System.nanoTime() < deadline,
                        () -> "it takes too long; so far came " + texts().size() + " records");
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** Polls for a while in which no record may come. */
    void expectNoRecords() throws Exception {
        for (int i = 0; i < 20; i++) {
            Batch batch = poll(Long.MAX_VALUE);
            assertTrue(batch == null || batch.records().isEmpty(), () -> "came " + batch);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
