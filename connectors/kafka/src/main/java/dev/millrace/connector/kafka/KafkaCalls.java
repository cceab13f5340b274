package dev.millrace.connector.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What is asked of a cluster beside records. Any thread; waits for answers, as long as the source allows, and throws a
 * {@link dev.millrace.MillraceException} then.
 */
interface KafkaCalls extends AutoCloseable {
    /** A topic that is there: its id, and its partitions with those among them that nobody leads at the moment. */
    record TopicInfo(Uuid id, List<Integer> partitions, SortedSet<Integer> leaderless) {}

    String clusterId();

    /** Those of the selected topics that are there, by name. */
    SortedMap<String, TopicInfo> topics(TopicSelection selection);

    /** Earliest, latest as readers see it, or by time; where no record has that time or a later one, the latest. */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec wanted);

    /** Those that the group has. */
    Map<TopicPartition, Long> committed(String group, Collection<TopicPartition> partitions);

    /** A new consumer, for one thread. */
    RecordFetch fetch();

    @Override
    void close();
}
