package dev.millrace.connector.kinesis;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where to go on from a lease table: at the places of its leases; shards that descend from one with a lease follow by
 * themselves, and those that no lease leads to begin where a new program would. Pure.
 *
 * @param known by shard
 * @param unknown shards whose place is to be looked up
 */
record LeasePositions(SortedMap<String, ShardPosition> known, SortedSet<String> unknown) {
    /**
     * @param leases by shard
     * @param listed all shards that the service lists
     * @param roots the shards where a program without a table would begin
     */
    static LeasePositions of(
            Map<String, Lease> leases, Collection<ShardInfo> listed, Collection<String> roots, long nowMillis) {
        Map<String, ShardInfo> byId = new HashMap<>();
        listed.forEach(shard -> byId.put(shard.id(), shard));
        SortedMap<String, ShardPosition> known = new TreeMap<>();
        SortedSet<String> unknown = new TreeSet<>();
        leases.forEach((shard, lease) -> {
            LeaseCheckpoint checkpoint = lease.checkpoint();
            if (byId.containsKey(shard) && checkpoint != null) {
                ShardPosition place = checkpoint.place(nowMillis);
                if (place == null) {
                    unknown.add(shard);
                } else {
                    known.put(shard, place);
                }
            }
        });
        Set<String> begun = new HashSet<>(known.keySet());
        begun.addAll(unknown);
        Set<String> before = new HashSet<>();
        begun.forEach(shard -> addAncestors(shard, byId, before));
        for (String root : roots) {
            if (!begun.contains(root) && !before.contains(root) && !descendsFrom(root, begun, byId)) {
                unknown.add(root);
            }
        }
        return new LeasePositions(known, unknown);
    }

    private static void addAncestors(String shard, Map<String, ShardInfo> byId, Set<String> ancestors) {
        ShardInfo info = byId.get(shard);
        if (info != null) {
            for (String parent : info.parents()) {
                if (ancestors.add(parent)) {
                    addAncestors(parent, byId, ancestors);
                }
            }
        }
    }

    private static boolean descendsFrom(String shard, Set<String> begun, Map<String, ShardInfo> byId) {
        Set<String> ancestors = new HashSet<>();
        addAncestors(shard, byId, ancestors);
        ancestors.retainAll(begun);
        return !ancestors.isEmpty();
    }
}
