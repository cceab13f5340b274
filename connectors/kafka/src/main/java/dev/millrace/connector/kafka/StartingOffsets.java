package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a program without a checkpoint begins to read. With a checkpoint it plays no part: partitions and topics that are
 * found later are read from their oldest record.
 */
public sealed interface StartingOffsets extends Serializable {
    /** The oldest record that a partition still holds. */
    static StartingOffsets earliest() {
        return new Earliest();
    }

    /** What comes from the first start on; the offsets are looked up once and written down before anything is read. */
    static StartingOffsets latest() {
        return new Latest();
    }

    /** The first record that has this time or a later one; where there is none, what comes from the first start on. */
    static StartingOffsets atTimestamp(Instant time) {
        return new AtTimestamp(time);
    }

    /** These offsets. A partition that is read and isn't named begins with its oldest record. */
    static StartingOffsets at(Map<TopicPartition, Long> offsets) {
        return new At(offsets, earliest());
    }

    /** These offsets, and for partitions that aren't named another rule. */
    static StartingOffsets at(Map<TopicPartition, Long> offsets, StartingOffsets others) {
        return new At(offsets, others);
    }

    /**
     * Where a consumer group stands, so that a program comes over from Spark, Kafka Streams or a plain consumer: stop that
     * one first. Partitions for which the group has no offset follow the other rule.
     */
    static StartingOffsets committedBy(String group, StartingOffsets others) {
        return new CommittedBy(group, others);
    }

    /** See {@link StartingOffsets#earliest()}. */
    record Earliest() implements StartingOffsets {}

    /** See {@link StartingOffsets#latest()}. */
    record Latest() implements StartingOffsets {}

    /** See {@link StartingOffsets#atTimestamp}. */
    record AtTimestamp(Instant time) implements StartingOffsets {}

    /** See {@link StartingOffsets#at(Map)}. */
    record At(Map<TopicPartition, Long> offsets, StartingOffsets others) implements StartingOffsets {
        public At {
            offsets = Map.copyOf(offsets);
            offsets.forEach((partition, offset) -> {
                if (offset < 0) {
                    throw new IllegalArgumentException("the offset of " + partition + " is negative: " + offset);
                }
            });
        }
    }

    /** See {@link StartingOffsets#committedBy}. */
    record CommittedBy(String group, StartingOffsets others) implements StartingOffsets {
        public CommittedBy {
            if (group.isEmpty()) {
                throw new IllegalArgumentException("a consumer group has a name");
            }
        }
    }
}
