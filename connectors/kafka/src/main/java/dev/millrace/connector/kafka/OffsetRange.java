package dev.millrace.connector.kafka;

import dev.millrace.RDD;
import dev.millrace.connector.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one batch takes of one partition of a topic: offsets {@code [from, until)}. There may be fewer records than
 * {@code count()}: offsets of compacted topics have gaps, and the marks of transactions have offsets too.
 */
public record OffsetRange(String topic, int partition, long from, long until) implements Serializable {
    public OffsetRange {
        if (topic.isEmpty() || partition < 0) {
            throw new IllegalArgumentException("no partition of a topic: '" + topic + "', " + partition);
        }
        if (from < 0 || until < from) {
            throw new IllegalArgumentException(
                    "offsets of " + topic + "-" + partition + " from " + from + " until " + until);
        }
    }

    /**
     * What an RDD reads of Kafka in its batch, whatever was made of it since: by partition of the RDD that the stream
     * itself gives. Spark's {@code HasOffsetRanges}.
     */
    public static List<OffsetRange> of(RDD<?> rdd) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (Split<?> split : rdd.splitsRead()) {
            if (split instanceof KafkaSplit kafka) {
                ranges.add(kafka.range());
            }
        }
        return ranges;
    }

    /** How many offsets there are. */
    public long count() {
        return until - from;
    }

    @Override
    public String toString() {
        return topic + "-" + partition + " [" + from + ", " + until + ")";
    }
}
