package dev.millrace.kinesis.server.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel as the metadata log holds it. Its components are a file format: add, but never rename or change a meaning. */
record StoredChannel(
        String name,
        String id,
        long createdMillis,
        String stream,
        long streamCreatedMillis,
        String status,
        @Nullable String reason,
        long dueMillis,
        String definition,
        Map<String, String> tags,
        @Nullable String policy,
        List<StoredPosition> positions) {

    /** Where the delivery of a shard goes on. */
    record StoredPosition(int shard, long position) {}

    static StoredChannel of(Channel channel) {
        Channel.Identity identity = channel.identity();
        return new StoredChannel(
                identity.name(),
                identity.id(),
                identity.createdMillis(),
                identity.stream(),
                identity.streamCreatedMillis(),
                channel.status().name(),
                channel.state().reason(),
                channel.state().dueMillis(),
                channel.definition(),
                channel.tags(),
                channel.policy(),
                channel.positions().entrySet().stream()
                        .map(entry -> new StoredPosition(entry.getKey(), entry.getValue()))
                        .toList());
    }

    Channel toChannel() {
        Map<Integer, Long> byShard = new HashMap<>();
        positions.forEach(each -> byShard.put(each.shard(), each.position()));
        return new Channel(
                new Channel.Identity(name, id, createdMillis, stream, streamCreatedMillis),
                new Channel.State(ChannelStatus.valueOf(status), reason, dueMillis),
                definition,
                Map.copyOf(tags),
                policy,
                Map.copyOf(byShard));
    }
}
