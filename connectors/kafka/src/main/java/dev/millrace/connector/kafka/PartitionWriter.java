package dev.millrace.connector.kafka;

import dev.millrace.connector.SinkTask;
import dev.millrace.connector.kafka.SinkCalls.Transactions;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes one partition of a sink: its records and its mark in one transaction. A producer that failed is left behind; the
 * next one ends what it had begun and looks up the marks, and so learns whether a commit had come through whose answer was
 * lost.
 */
final class PartitionWriter implements AutoCloseable {
    private final SinkCalls calls;
    private final String group;
    private final String id;
    private final String where;

    /** Under which its marks are kept; null where the records choose. */
    private final @Nullable String markTopic;

    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private @Nullable Transactions transactions;
    private long lastBatch = -1;
    private long markedEpoch = -1;

    PartitionWriter(SinkCalls calls, SinkSettings<?> settings, String group, int partition) {
        this.calls = calls;
        this.group = group;
        this.id = group + "-" + partition;
        this.where = settings.where();
        this.markTopic = settings.maker().topic();
    }

    void write(SinkTask task, Iterator<ProducerRecord<byte[], byte[]>> records) {
        lock.lock();
        try {
            if (transactions == null && hasWritten(task)) {
                return;
            }
            if (lastBatch != task.batch()) {
                commit(task, records, java.util.Objects.requireNonNull(transactions));
                lastBatch = task.batch();
                markedEpoch = task.epoch();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A new producer, behind which nobody else can write under this id any more: only then the marks are the last word. */
    private boolean hasWritten(SinkTask task) {
        Transactions begun = null;
        try {
            begun = calls.transactions(id);
            begun.init();
            Marks marks = Marks.decode(where, calls.offsets(id), calls.offsets(group));
            boolean isWritten = marks.hasWritten(task, where);
            transactions = begun;
            markedEpoch = marks.epoch();
            lastBatch = isWritten ? task.batch() : -1;
            return isWritten;
        } catch (KafkaException e) {
            throw Trouble.of(where, "beginning to write partition " + task.partition(), e);
        } finally {
            if (transactions == null && begun != null) {
                begun.close();
            }
        }
    }

    private void commit(SinkTask task, Iterator<ProducerRecord<byte[], byte[]>> records, Transactions with) {
        boolean isCommitted = false;
        try {
            with.begin();
            String topic = markTopic;
            while (records.hasNext()) {
                ProducerRecord<byte[], byte[]> record = next(records, with);
                topic = topic == null ? record.topic() : topic;
                with.send(record);
            }
            if (topic != null) {
                mark(task, new TopicPartition(topic, 0), with);
            }
            with.commit();
            isCommitted = true;
        } catch (KafkaException e) {
            throw Trouble.of(where, "the transaction of batch " + task.batch() + ", partition " + task.partition(), e);
        } finally {
            if (!isCommitted && transactions != null) {
                transactions.close();
                transactions = null;
            }
        }
    }

    /** The driver's epoch is told once, so that drivers that were replaced are refused by all partitions. */
    private void mark(SinkTask task, TopicPartition under, Transactions with) {
        with.sendOffsets(id, Marks.ofBatch(task, under));
        if (markedEpoch != task.epoch()) {
            with.sendOffsets(group, Marks.ofEpoch(task, under));
        }
    }

    /** What the program throws is not the cluster's fault, and leaves the producer as good as it was. */
    private static ProducerRecord<byte[], byte[]> next(
            Iterator<ProducerRecord<byte[], byte[]>> records, Transactions with) {
        try {
            return records.next();
        } catch (RuntimeException e) {
            with.abort();
            throw e;
        }
    }

    @Override
    public void close() {
        Transactions open = transactions; // without the lock: a task that hangs must not keep the program from stopping
        if (open != null) {
            open.close();
        }
    }
}
