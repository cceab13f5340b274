package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import java.util.ArrayList;
import java.util.List;

/** A shard that goes on where others ended, as replies show it to their readers. */
record ChildShard(String shardId, List<String> parentShards, ShardView.HashKeyRangeView hashKeyRange) {

    static List<ChildShard> of(Stream stream, Shard ended) {
        return stream.shards().childrenOf(ended.index()).stream()
                .map(ChildShard::of)
                .toList();
    }

    private static ChildShard of(Shard child) {
        List<String> parents = new ArrayList<>();
        Integer parent = child.parent();
        Integer adjacentParent = child.adjacentParent();
        if (parent != null) {
            parents.add(ShardId.format(parent));
        }
        if (adjacentParent != null) {
            parents.add(ShardId.format(adjacentParent));
        }
        return new ChildShard(child.id(), parents, ShardView.HashKeyRangeView.of(child));
    }
}
