package dev.millrace.connector.kafka;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to Kafka at least once: a request that is repeated is written once, a batch that runs again is written again.
 * Without transactions a batch costs no more than its records.
 */
final class IdempotentKafkaSink<T> implements AtLeastOnceSink<T> {
    private final SinkSettings<T> settings;
    /** Of an opened sink; a copy in another process has none, and connects for each task. */
    private final transient @Nullable KafkaProducer<byte[], byte[]> producer;

    IdempotentKafkaSink(SinkSettings<T> settings, @Nullable KafkaProducer<byte[], byte[]> producer) {
        this.settings = settings;
        this.producer = producer;
    }

    @Override
    public String defaultName() {
        return settings.defaultName();
    }

    @Override
    public IdempotentKafkaSink<T> open(SinkContext context) {
        return new IdempotentKafkaSink<>(settings, connect());
    }

    /** For the brokers' answers. */
    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public void close() {
        if (producer != null) {
            Closing.producers(List.of(() -> producer.close(Duration.ZERO)));
        }
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) throws InterruptedException {
        if (producer != null) {
            write(task, records, producer);
            return;
        }
        try (KafkaProducer<byte[], byte[]> own = connect()) {
            write(task, records, own);
        }
    }

    private void write(SinkTask task, Iterator<T> records, KafkaProducer<byte[], byte[]> to)
            throws InterruptedException {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try {
            for (long number = 0; records.hasNext() && failure.get() == null; number++) {
                to.send(settings.maker().make(task, number, records.next(), settings.where()), (sent, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    }
                });
            }
            to.flush();
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw Trouble.of(
                    settings.where(),
                    "writing batch " + task.batch() + ", partition " + task.partition(),
                    failed instanceof KafkaException known ? known : new KafkaException(failed));
        }
    }

    private KafkaProducer<byte[], byte[]> connect() {
        try {
            return new KafkaProducer<>(settings.client().producer());
        } catch (KafkaException e) {
            throw Trouble.of(settings.where(), "making a producer", e);
        }
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
