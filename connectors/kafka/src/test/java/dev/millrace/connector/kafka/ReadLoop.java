package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One life of a source, read as the batch loop would; keeps what came and where it stands. */
final class ReadLoop implements AutoCloseable {
    private static final long DEADLINE_NANOS = 120_000_000_000L;

    private final SourceReader<ConsumerRecord<byte[], byte[]>> reader;
    private final Map<String, Position> positions = new HashMap<>();
    private final List<String> values = new ArrayList<>();
    private final List<LogRange> ranges = new ArrayList<>();

    ReadLoop(KafkaSource source) {
        this(source, source.settings().connect("test"), null);
    }

    ReadLoop(KafkaSource source, @Nullable Map<String, Position> from) {
        this(source, source.settings().connect("test"), from);
    }

    ReadLoop(KafkaSource source, KafkaCalls calls, @Nullable Map<String, Position> from) {
        this(source, calls, from, new SystemClock());
    }

    ReadLoop(KafkaSource source, KafkaCalls calls, @Nullable Map<String, Position> from, Clock clock) {
        this.reader = source.open(new SourceContext("test", "kafka", Duration.ofMillis(100), 2, clock), calls);
        try {
            positions.putAll(from == null ? reader.initialPositions() : from);
            reader.start(Map.copyOf(positions));
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    SourceReader<ConsumerRecord<byte[], byte[]>> reader() {
        return reader;
    }

    Map<String, Position> positions() {
        return Map.copyOf(positions);
    }

    List<String> values() {
        return values;
    }

    List<LogRange> ranges() {
        return ranges;
    }

    boolean poll() throws Exception {
        SourceBatch<ConsumerRecord<byte[], byte[]>> batch = reader.poll(Long.MAX_VALUE);
        for (LogRange range : batch.ranges()) {
            positions.put(range.log(), range.until());
            ranges.add(range);
        }
        values.addAll(read(batch.splits()));
        return !batch.isEmpty();
    }

    ReadLoop until(int records) throws Exception {
        return until(() -> values.size() >= records);
    }

    ReadLoop until(java.util.function.BooleanSupplier condition) throws Exception {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (!poll()) {
                LockSupport.parkNanos(1_000_000);
            }
            if (System.nanoTime() - begin > DEADLINE_NANOS) {
                throw new AssertionError("it takes too long; so far: " + values);
            }
        }
        return this;
    }

    List<String> replay(LogRange range) throws Exception {
        return read(reader.replay(List.of(range)));
    }

    /** The log of a partition, as the source calls it. */
    LogRange range(int partition, long from, long until) {
        String log = positions.keySet().stream()
                .filter(name -> TopicLog.parse(name).partition() == partition)
                .findFirst()
                .orElseThrow();
        return new LogRange(log, Position.ofLong(from), Position.ofLong(until));
    }

    private static List<String> read(List<Split<ConsumerRecord<byte[], byte[]>>> splits) throws Exception {
        List<String> values = new ArrayList<>();
        for (Split<ConsumerRecord<byte[], byte[]>> split : splits) {
            split.read(record -> values.add(new String(record.value(), UTF_8)));
        }
        return values;
    }

    @Override
    public void close() {
        reader.close();
    }
}
