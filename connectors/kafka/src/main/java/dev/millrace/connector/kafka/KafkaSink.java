package dev.millrace.connector.kafka;

import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to Kafka exactly once, as readers of committed records see it: the records that one partition of the stream has in
 * a batch, and the batch's number, are one transaction. A driver or a task that was replaced can't commit any more, and what
 * was committed is not written again, also if the answer was lost. The batch's number is kept as the offset of consumer
 * groups of the sink's own, {@code millrace-PROGRAM-SINK} and one for each partition. An immutable description; {@link
 * #builder} makes it.
 */
public final class KafkaSink<T> implements MarkerSink<T> {
    private final SinkSettings<T> settings;
    private final String program;
    /** Of an opened sink; a copy in another process has none, and connects for each task. */
    private final transient @Nullable Opened<T> opened;

    KafkaSink(SinkSettings<T> settings) {
        this(settings, "program", null);
    }

    private KafkaSink(SinkSettings<T> settings, String program, @Nullable Opened<T> opened) {
        this.settings = settings;
        this.program = program;
        this.opened = opened;
    }

    private record Opened<T>(SinkCalls calls, Map<Integer, PartitionWriter<T>> writers) {}

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
        return new KafkaSink<>(settings, context.appName(), new Opened<>(connect(), new ConcurrentHashMap<>()));
    }

    /** Not opened, with the marks of this program. */
    KafkaSink<T> ofProgram(String name) {
        return new KafkaSink<>(settings, name, null);
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.writers().values().forEach(PartitionWriter::close);
            opened.calls().close();
        }
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) {
        if (opened != null) {
            opened.writers()
                    .computeIfAbsent(task.partition(), number -> writer(opened.calls(), task))
                    .write(task, records);
            return;
        }
        try (SinkCalls own = connect()) {
            write(task, records, own);
        }
    }

    void write(SinkTask task, Iterator<T> records, SinkCalls with) {
        try (PartitionWriter<T> writer = writer(with, task)) {
            writer.write(task, records);
        }
    }

    private PartitionWriter<T> writer(SinkCalls with, SinkTask task) {
        return new PartitionWriter<>(with, settings, "millrace-" + program + "-" + task.sink(), task.partition());
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
