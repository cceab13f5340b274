package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Makes offsets of a rule, before the first start. */
record StartFinder(KafkaCalls calls, String where) {
    Map<TopicPartition, Long> find(Collection<TopicPartition> partitions, StartingOffsets rule) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        if (rule instanceof StartingOffsets.Earliest) {
            return calls.offsets(partitions, OffsetSpec.earliest());
        } else if (rule instanceof StartingOffsets.Latest) {
            return calls.offsets(partitions, OffsetSpec.latest());
        } else if (rule instanceof StartingOffsets.AtTimestamp at) {
            return calls.offsets(partitions, OffsetSpec.forTimestamp(at.time().toEpochMilli()));
        } else if (rule instanceof StartingOffsets.At at) {
            return given(partitions, at.offsets(), at.others());
        } else if (rule instanceof StartingOffsets.CommittedBy by) {
            return given(partitions, calls.committed(by.group(), partitions), by.others());
        }
        throw new MillraceException(Kind.INTERNAL, "no rule for " + rule);
    }

    private Map<TopicPartition, Long> given(
            Collection<TopicPartition> partitions, Map<TopicPartition, Long> offsets, StartingOffsets others) {
        Map<TopicPartition, Long> found = new HashMap<>();
        List<TopicPartition> without = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Long offset = offsets.get(partition);
            if (offset == null) {
                without.add(partition);
            } else {
                found.put(partition, offset);
            }
        }
        check(found);
        found.putAll(find(without, others));
        return found;
    }

    private void check(Map<TopicPartition, Long> given) {
        Map<TopicPartition, Long> earliest = calls.offsets(given.keySet(), OffsetSpec.earliest());
        Map<TopicPartition, Long> latest = calls.offsets(given.keySet(), OffsetSpec.latest());
        given.forEach((partition, offset) -> {
            long first = earliest.getOrDefault(partition, 0L);
            long end = latest.getOrDefault(partition, Long.MAX_VALUE);
            if (offset < first || offset > end) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "%s: %s was to be read from offset %d on, but it holds offsets %d to %d. Begin at one of these, or"
                                        .formatted(where, partition, offset, first, end)
                                + " with StartingOffsets.earliest().");
            }
        });
    }
}
