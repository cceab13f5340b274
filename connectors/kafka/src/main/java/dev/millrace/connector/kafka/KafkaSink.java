package dev.millrace.connector.kafka;

import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to Kafka exactly once, as readers of committed records see it: the records that one partition of the stream has in
 * a batch, and the batch's number, are one transaction; where batches are grouped, all that a group has is. A driver or a task that was replaced can't commit any more, and what
 * was committed is not written again, also if the answer was lost. The batch's number is kept as the offset of consumer
 * groups of the sink's own, {@code millrace-PROGRAM-SINK} and one for each partition. An immutable description; {@link
 * #builder} makes it.
 */
public final class KafkaSink<T> implements MarkerSink<T>, GroupingSink<T, ProducerRecord<byte[], byte[]>> {
    /** What the objects of a prepared record take, besides its bytes. */
    private static final int RECORD_BYTES = 120;

    private final SinkSettings<T> settings;
    private final String program;
    /** Of an opened sink; a copy in another process has none, and connects for each task. */
    private final transient @Nullable Opened opened;

    KafkaSink(SinkSettings<T> settings) {
        this(settings, "program", null);
    }

    private KafkaSink(SinkSettings<T> settings, String program, @Nullable Opened opened) {
        this.settings = settings;
        this.program = program;
        this.opened = opened;
    }

    private record Opened(SinkCalls calls, Map<Integer, PartitionWriter> writers) {}

    /**
     * Describes a sink; {@code topic} and {@code value}, or {@code records}, are needed.
     *
     * @param params properties of Kafka's producer; {@code bootstrap.servers} is needed
     */
    public static <T> KafkaSinkBuilder<T> builder(Map<String, ?> params) {
        return new KafkaSinkBuilder<>(ClientSettings.of(params).forWriting());
    }

    /** {@code kafka:} and the topic or, where the records choose it, the servers. */
    @Override
    public String defaultName() {
        return settings.defaultName();
    }

    @Override
    public KafkaSink<T> open(SinkContext context) {
        return new KafkaSink<>(settings, context.appName(), new Opened(connect(), new ConcurrentHashMap<>()));
    }

    /** What the brokers are set to, unless the sink was told. */
    @Override
    public Duration marksKept() {
        Duration told = settings.marksKept();
        if (told != null || opened == null) {
            return told == null ? ChronoUnit.FOREVER.getDuration() : told;
        }
        try {
            return opened.calls().offsetsRetention();
        } catch (KafkaException e) {
            throw Trouble.of(settings.where(), "asking for how long offsets are kept", e);
        }
    }

    /** Not opened, with the marks of this program. */
    KafkaSink<T> ofProgram(String name) {
        return new KafkaSink<>(settings, name, null);
    }

    /** For the brokers' answers. */
    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public void close() {
        if (opened != null) {
            Closing.producers(opened.writers().values().stream()
                    .<Runnable>map(writer -> writer::close)
                    .toList());
            opened.calls().close();
        }
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) {
        writeMade(task, made(task, records));
    }

    @Override
    public Prepared<ProducerRecord<byte[], byte[]>> prepare(SinkTask task, Iterator<T> records) {
        List<ProducerRecord<byte[], byte[]>> prepared = new ArrayList<>();
        long bytes = 0;
        for (var made = made(task, records); made.hasNext(); ) {
            ProducerRecord<byte[], byte[]> record = made.next();
            prepared.add(record);
            bytes += RECORD_BYTES + length(record.key()) + length(record.value());
        }
        return new Prepared<>(prepared, bytes);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public MarkerSink<ProducerRecord<byte[], byte[]>> ofPrepared() {
        return new OfPrepared(this);
    }

    /** The same sink for Kafka's own records. */
    private record OfPrepared(KafkaSink<?> sink) implements MarkerSink<ProducerRecord<byte[], byte[]>> {
        @Override
        public String defaultName() {
            return sink.defaultName();
        }

        @Override
        public void write(SinkTask task, Iterator<ProducerRecord<byte[], byte[]>> records) {
            sink.writeMade(task, records);
        }
    }

    /** Kafka's records of the program's, each made when it is asked for. */
    private Iterator<ProducerRecord<byte[], byte[]>> made(SinkTask task, Iterator<T> records) {
        String where = settings.where();
        return new Iterator<>() {
            private long number;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public ProducerRecord<byte[], byte[]> next() {
                return settings.maker().make(task, number++, records.next(), where);
            }
        };
    }

    private void writeMade(SinkTask task, Iterator<ProducerRecord<byte[], byte[]>> records) {
        if (opened != null) {
            opened.writers()
                    .computeIfAbsent(task.partition(), number -> writer(opened.calls(), task))
                    .write(task, records);
            return;
        }
        try (SinkCalls own = connect()) {
            writeMade(task, records, own);
        }
    }

    void write(SinkTask task, Iterator<T> records, SinkCalls with) {
        writeMade(task, made(task, records), with);
    }

    private void writeMade(SinkTask task, Iterator<ProducerRecord<byte[], byte[]>> records, SinkCalls with) {
        try (PartitionWriter writer = writer(with, task)) {
            writer.write(task, records);
        }
    }

    private PartitionWriter writer(SinkCalls with, SinkTask task) {
        return new PartitionWriter(with, settings, "millrace-" + program + "-" + task.sink(), task.partition());
    }

    SinkCalls connect() {
        try {
            return new ClientSinkCalls(settings.client());
        } catch (KafkaException e) {
            throw Trouble.of(settings.where(), "making a client", e);
        }
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
