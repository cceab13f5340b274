package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** {@link KafkaCalls} by Kafka's own clients, which try again by themselves until the time is over. */
final class ClientCalls implements KafkaCalls {
    private final ClientSettings settings;
    private final String name;
    private final String where;
    private final int timeoutMillis;
    private final Admin admin;

    ClientCalls(ClientSettings settings, Duration timeout, String name) {
        this.settings = settings;
        this.name = name;
        this.where = Trouble.cluster(settings);
        this.timeoutMillis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
        try {
            Map<String, Object> properties = settings.admin("millrace-" + name);
            properties.put("default.api.timeout.ms", timeoutMillis);
            properties.put(
                    "request.timeout.ms",
                    Math.min(
                            timeoutMillis,
                            Integer.parseInt(String.valueOf(properties.getOrDefault("request.timeout.ms", "30000")))));
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw Trouble.of(where, "making a client", e);
        }
    }

    @Override
    public String clusterId() {
        var options = new DescribeClusterOptions().timeoutMs(timeoutMillis);
        return await("asking for the cluster", admin.describeCluster(options).clusterId());
    }

    @Override
    public SortedMap<String, TopicInfo> topics(TopicSelection selection) {
        Collection<String> names = selection.topics();
        if (names.isEmpty()) {
            var options = new ListTopicsOptions().timeoutMs(timeoutMillis);
            names = await("listing topics", admin.listTopics(options).names()).stream()
                    .filter(topic -> selection.has(topic, 0))
                    .toList();
        }
        var options = new DescribeTopicsOptions().timeoutMs(timeoutMillis);
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(names, options).topicNameValues();
        SortedMap<String, TopicInfo> found = new TreeMap<>();
        asked.forEach((topic, answer) -> {
            try {
                found.put(topic, info(selection, awaitOrThrow(answer)));
            } catch (UnknownTopicOrPartitionException e) {
                // Not there, which is for the caller to judge.
                found.remove(topic);
            } catch (KafkaException e) {
                throw Trouble.of(where, "describing topic '" + topic + "'", e);
            }
        });
        return found;
    }

    private static TopicInfo info(TopicSelection selection, TopicDescription topic) {
        List<TopicPartitionInfo> selected = topic.partitions().stream()
                .filter(partition -> selection.has(topic.name(), partition.partition()))
                .toList();
        return new TopicInfo(
                topic.topicId(),
                selected.stream().map(TopicPartitionInfo::partition).sorted().toList(),
                selected.stream()
                        .filter(partition -> isNobody(partition.leader()))
                        .map(TopicPartitionInfo::partition)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static boolean isNobody(@org.jspecify.annotations.Nullable Node leader) {
        return leader == null || leader.isEmpty();
    }

    @Override
    public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec wanted) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, wanted));
        var options = new ListOffsetsOptions(settings.isolation()).timeoutMs(timeoutMillis);
        Map<TopicPartition, ListOffsetsResultInfo> answers =
                await("asking for offsets", admin.listOffsets(specs, options).all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Set<TopicPartition> without = new java.util.HashSet<>();
        answers.forEach((partition, info) -> {
            if (info.offset() < 0) {
                without.add(partition);
            } else {
                offsets.put(partition, info.offset());
            }
        });
        if (!without.isEmpty()) {
            offsets.putAll(offsets(without, OffsetSpec.latest()));
        }
        return offsets;
    }

    @Override
    public Map<TopicPartition, Long> committed(String group, Collection<TopicPartition> partitions) {
        var spec = new ListConsumerGroupOffsetsSpec().topicPartitions(partitions);
        var options = new ListConsumerGroupOffsetsOptions().requireStable(true).timeoutMs(timeoutMillis);
        Map<TopicPartition, OffsetAndMetadata> answers = await(
                "asking for the offsets of group '" + group + "'",
                admin.listConsumerGroupOffsets(Map.of(group, spec), options).partitionsToOffsetAndMetadata(group));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answers.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    @Override
    public RecordFetch fetch() {
        try {
            return new ClientFetch(settings.consumer("millrace-" + name));
        } catch (KafkaException e) {
            throw Trouble.of(where, "making a consumer", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private <V> V await(String what, KafkaFuture<V> answer) {
        try {
            return awaitOrThrow(answer);
        } catch (KafkaException e) {
            throw Trouble.of(where, what, e);
        }
    }

    private <V> V awaitOrThrow(KafkaFuture<V> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException failure) {
                throw failure;
            }
            throw new MillraceException(
                    MillraceException.Kind.INTERNAL, where + ": a call failed unexpectedly: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Trouble.interrupted(where, e);
        }
    }
}
