package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkTask;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a sink has committed, as it is kept in the offsets of consumer groups of its own: the last batch of each of its
 * partitions in one group each, and in one more the highest epoch of a driver that wrote. Pure.
 *
 * @param batch the last that the partition has committed; null if it has none
 * @param time that batch's, as text
 * @param epoch of the last driver that has begun to write to any partition
 */
record Marks(@Nullable Long batch, String time, long epoch) {
    private static final String BATCH = "batch of ";
    private static final String EPOCH = "epoch";

    static Map<TopicPartition, OffsetAndMetadata> ofBatch(SinkTask task, TopicPartition under) {
        return Map.of(under, new OffsetAndMetadata(task.batch(), BATCH + task.time()));
    }

    static Map<TopicPartition, OffsetAndMetadata> ofEpoch(SinkTask task, TopicPartition under) {
        return Map.of(under, new OffsetAndMetadata(task.epoch(), EPOCH));
    }

    /** A group may have offsets under several topics, where the records choose them: the highest counts. */
    static Marks decode(
            String where,
            Map<TopicPartition, OffsetAndMetadata> ofPartition,
            Map<TopicPartition, OffsetAndMetadata> ofSink) {
        Long batch = null;
        String time = "";
        for (OffsetAndMetadata offset : ofPartition.values()) {
            requireOurs(where, offset, offset.metadata().startsWith(BATCH));
            if (batch == null || offset.offset() > batch) {
                batch = offset.offset();
                time = offset.metadata().substring(BATCH.length());
            }
        }
        long epoch = 0;
        for (OffsetAndMetadata offset : ofSink.values()) {
            requireOurs(where, offset, offset.metadata().equals(EPOCH));
            epoch = Math.max(epoch, offset.offset());
        }
        return new Marks(batch, time, epoch);
    }

    private static void requireOurs(String where, OffsetAndMetadata offset, boolean isOurs) {
        if (!isOurs) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    where + ": a group that holds its marks has an offset of somebody else ('" + offset.metadata()
                            + "'). Give the sink another name, or the program.");
        }
    }

    /**
     * Whether the task's records are there already.
     *
     * @throws MillraceException CONFIGURATION where a later driver has written, or another life of the program
     */
    boolean hasWritten(SinkTask task, String where) {
        if (epoch > task.epoch()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "%s: a driver of epoch %d has written to it, this one has epoch %d. Either another process runs this program"
                                    .formatted(where, epoch, task.epoch())
                            + " now, or the program was started without its checkpoint; " + otherLife());
        }
        if (batch != null && batch > task.batch()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "%s, partition %d: batch %d is to be written, and batch %d is there. The program was started without its"
                                    .formatted(where, task.partition(), task.batch(), batch)
                            + " checkpoint; " + otherLife());
        }
        if (batch == null || batch < task.batch()) {
            return false;
        }
        if (!time.equals(task.time().toString())) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "%s, partition %d: batch %d of %s is to be written, and a batch %d of %s is there. The program was started without its"
                                    .formatted(where, task.partition(), task.batch(), task.time(), batch, time)
                            + " checkpoint; " + otherLife());
        }
        return true;
    }

    private static String otherLife() {
        return "if that is meant, give the program or the sink another name, or delete the groups of its marks.";
    }
}
