package dev.millrace.connector.kafka;

import dev.millrace.connector.kafka.KafkaCalls.TopicInfo;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What has changed between the partitions that are read and those that are there. Pure. */
record TopicChanges(SortedSet<TopicLog> added, SortedSet<TopicLog> gone) {
    static TopicChanges between(Collection<TopicLog> known, Map<String, TopicInfo> listed) {
        SortedSet<TopicLog> added = logs(listed);
        SortedSet<TopicLog> gone = new TreeSet<>(known);
        gone.removeAll(added);
        added.removeAll(known);
        return new TopicChanges(added, gone);
    }

    static SortedSet<TopicLog> logs(Map<String, TopicInfo> listed) {
        SortedSet<TopicLog> logs = new TreeSet<>();
        listed.forEach((topic, info) -> info.partitions()
                .forEach(partition ->
                        logs.add(new TopicLog(topic, partition, info.id().toString()))));
        return logs;
    }
}
