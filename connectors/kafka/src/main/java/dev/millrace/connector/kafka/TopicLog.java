package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.Serializable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A partition of one life of a topic. The topic's id is part of the log's name, so that a topic that was deleted and made
 * again under the same name is another log, whose offsets mean something else.
 */
record TopicLog(String topic, int partition, String topicId) implements Comparable<TopicLog>, Serializable {
    private static final char BEFORE_ID = '@';

    static TopicLog of(TopicPartition partition, Uuid id) {
        return new TopicLog(partition.topic(), partition.partition(), id.toString());
    }

    /** What {@link #name()} gave; an {@code @} is in no topic's name. */
    static TopicLog parse(String name) {
        int at = name.lastIndexOf(BEFORE_ID);
        int hyphen = at < 0 ? -1 : name.lastIndexOf('-', at);
        if (hyphen <= 0) {
            throw notOfKafka(name);
        }
        try {
            int partition = Integer.parseInt(name, hyphen + 1, at, 10);
            return new TopicLog(name.substring(0, hyphen), partition, name.substring(at + 1));
        } catch (NumberFormatException e) {
            throw notOfKafka(name);
        }
    }

    private static MillraceException notOfKafka(String name) {
        return new MillraceException(
                Kind.CORRUPT_DATA, "the checkpoint names a log '" + name + "', which is no partition of a Kafka topic");
    }

    String name() {
        return topic + "-" + partition + BEFORE_ID + topicId;
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public int compareTo(TopicLog other) {
        int byTopic = topic.compareTo(other.topic);
        int byPartition = byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : topicId.compareTo(other.topicId);
    }

    /** For people: without the id. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
