package dev.millrace.kinesis.server.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Brings the transactions of the metadata log together to what they amount to. */
final class MetadataFold {
    private final Map<String, StoredStream> streams = new LinkedHashMap<>();
    private final Map<String, TreeMap<Integer, StoredShard>> shards = new HashMap<>();

    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private AccountSettings account = AccountSettings.NONE;

    void apply(MetadataLog.Transaction transaction) {
        for (MetadataLog.RemovedStream removed : transaction.removedStreams()) {
            streams.remove(removed.name());
            shards.remove(removed.name());
        }
        for (StoredStream stream : transaction.streams()) {
            streams.put(stream.name(), stream);
        }
        for (StoredShard shard : transaction.shards()) {
            shards.computeIfAbsent(shard.stream(), name -> new TreeMap<>()).put(shard.index(), shard);
        }
        for (MetadataLog.RemovedShard removed : transaction.removedShards()) {
            TreeMap<Integer, StoredShard> ofStream = shards.get(removed.stream());
            if (ofStream != null) {
                ofStream.remove(removed.index());
            }
        }
        applyRest(transaction);
    }

    private void applyRest(MetadataLog.Transaction transaction) {
        List<MetadataLog.RemovedChannel> removed = transaction.removedChannels();
        if (removed != null) {
            removed.forEach(channel -> channels.remove(channel.name()));
        }
        List<StoredChannel> saved = transaction.channels();
        if (saved != null) {
            saved.forEach(channel -> channels.put(channel.name(), channel.toChannel()));
        }
        AccountSettings settings = transaction.account();
        if (settings != null) {
            account = settings;
        }
    }

    Metadata metadata() {
        return new Metadata(streams(), Map.copyOf(channels), account);
    }

    private Map<String, Stream> streams() {
        Map<String, Stream> result = new LinkedHashMap<>();
        streams.forEach((name, stream) -> {
            List<Shard> ofStream = new ArrayList<>();
            shards.getOrDefault(name, new TreeMap<>()).values().forEach(shard -> ofStream.add(shard.toShard()));
            result.put(name, stream.toStream(ShardMap.of(ofStream)));
        });
        return result;
    }
}
