package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.util.List;

/** What the service says of a shard: at most two parents, and the hash keys it holds. */
record ShardInfo(String id, List<String> parents, HashRange hashes) implements Serializable {
    ShardInfo {
        parents = List.copyOf(parents);
    }
}
