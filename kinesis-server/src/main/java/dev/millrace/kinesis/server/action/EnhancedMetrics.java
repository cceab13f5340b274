package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Stream;
import java.util.List;
import java.util.function.UnaryOperator;

/** Which metrics of single shards are kept, as replies show it. */
record EnhancedMetrics(List<String> shardLevelMetrics) {
    /** The reply to a change. */
    record Change(
            String streamName,
            List<String> currentShardLevelMetrics,
            List<String> desiredShardLevelMetrics,
            String streamARN) {}

    static List<EnhancedMetrics> of(Stream stream) {
        return List.of(new EnhancedMetrics(stream.options().monitored()));
    }

    static Change change(StreamRequest request, Backend backend, UnaryOperator<List<String>> change) {
        Change[] reply = new Change[1];
        backend.changeActive(request, (stream, dueMillis) -> {
            List<String> present = stream.options().monitored();
            List<String> desired = List.copyOf(change.apply(present));
            reply[0] = new Change(
                    stream.name(), present, desired, backend.account().arnOf(stream.name()));
            return stream.reconfiguring(stream.options().withMonitored(desired), 0, dueMillis);
        });
        return reply[0];
    }
}
