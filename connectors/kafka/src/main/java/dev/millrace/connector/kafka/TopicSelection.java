package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Which partitions of which topics are read. */
sealed interface TopicSelection extends Serializable {
    boolean has(String topic, int partition);

    /** The topics that have to be there; empty where whatever matches is read. */
    SortedSet<String> topics();

    /** For the source's name: the same for every run of the program. */
    String describe();

    /** All partitions of these topics, and those that are added to them. */
    record Topics(SortedSet<String> topics) implements TopicSelection {
        public Topics {
            topics = new TreeSet<>(topics);
            if (topics.isEmpty()) {
                throw new IllegalArgumentException("no topic to subscribe to");
            }
        }

        @Override
        public boolean has(String topic, int partition) {
            return topics.contains(topic);
        }

        @Override
        public String describe() {
            return String.join(",", topics);
        }
    }

    /** All partitions of all topics whose whole name matches, now or later. */
    record Matching(Pattern pattern) implements TopicSelection {
        @Override
        public boolean has(String topic, int partition) {
            return pattern.matcher(topic).matches();
        }

        @Override
        public SortedSet<String> topics() {
            return new TreeSet<>();
        }

        @Override
        public String describe() {
            return "/" + pattern.pattern() + "/";
        }
    }

    /** These partitions alone, by topic and number. */
    record Partitions(SortedSet<String> topics, Set<TopicPartition> partitions) implements TopicSelection {
        @Override
        public boolean has(String topic, int partition) {
            return partitions.contains(new TopicPartition(topic, partition));
        }

        @Override
        public String describe() {
            TreeSet<String> names = new TreeSet<>();
            partitions.forEach(partition -> names.add(partition.toString()));
            return String.join(",", names);
        }
    }
}
