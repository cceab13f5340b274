package dev.millrace.connector.kinesis;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which shards may be read: parents before their children, since records of one key move from one to the other when a
 * shard is split or two are merged. Facts in, decision out; pure.
 */
final class ShardLineage {
    private final Map<String, ShardInfo> listed = new HashMap<>();
    private final Map<String, Progress> progress;
    private final Map<String, Boolean> wanted = new HashMap<>();

    private ShardLineage(Collection<ShardInfo> listedShards, Map<String, Progress> progress) {
        listedShards.forEach(shard -> listed.put(shard.id(), shard));
        this.progress = progress;
    }

    /** How far a shard has come; one that hasn't begun has none. */
    enum Progress {
        READING,
        /** All of it has been given to a batch before the one that is being made. */
        ENDED
    }

    /**
     * The shards to read now: those that have begun and not ended, and those whose parents have all ended or are no
     * concern of ours. A shard concerns us if it has begun or descends from one that has; shards that were closed
     * before the place where we began do not.
     */
    static SortedSet<String> readable(Collection<ShardInfo> listedShards, Map<String, Progress> progress) {
        ShardLineage lineage = new ShardLineage(listedShards, progress);
        SortedSet<String> readable = new TreeSet<>();
        for (ShardInfo shard : listedShards) {
            if (lineage.isReadable(shard)) {
                readable.add(shard.id());
            }
        }
        return readable;
    }

    /** Shards with nothing before them in the list: where a new program begins. */
    static SortedSet<String> roots(Collection<ShardInfo> listedShards) {
        Set<String> ids = new HashSet<>();
        listedShards.forEach(shard -> ids.add(shard.id()));
        SortedSet<String> roots = new TreeSet<>();
        for (ShardInfo shard : listedShards) {
            if (shard.parents().stream().noneMatch(ids::contains)) {
                roots.add(shard.id());
            }
        }
        return roots;
    }

    /**
     * Shards whose records we should have read and can't any more, or can't connect to what we have read: begun and no
     * longer there, or there while all that links it to what we have read is gone. Not empty means that data was lost.
     */
    static SortedSet<String> lost(Collection<ShardInfo> listedShards, Map<String, Progress> progress) {
        ShardLineage lineage = new ShardLineage(listedShards, progress);
        SortedSet<String> lost = new TreeSet<>();
        progress.forEach((shard, state) -> {
            if (state == Progress.READING && !lineage.listed.containsKey(shard)) {
                lost.add(shard);
            }
        });
        Set<String> leadToOurs = lineage.ancestorsOfBegun();
        for (String root : roots(listedShards)) {
            if (!lineage.isWanted(root) && !leadToOurs.contains(root)) {
                lost.add(root);
            }
        }
        return lost;
    }

    /** Whether an ended shard's position can go: it has expired, and all its children have positions of their own. */
    static boolean isForgotten(String shard, Collection<ShardInfo> listedShards, Map<String, Progress> progress) {
        if (progress.get(shard) != Progress.ENDED) {
            return false;
        }
        for (ShardInfo other : listedShards) {
            if (other.id().equals(shard) || (other.parents().contains(shard) && !progress.containsKey(other.id()))) {
                return false;
            }
        }
        return true;
    }

    private boolean isReadable(ShardInfo shard) {
        Progress own = progress.get(shard.id());
        if (own != null) {
            return own == Progress.READING;
        }
        return isWanted(shard.id()) && shard.parents().stream().allMatch(this::isDone);
    }

    private boolean isDone(String parent) {
        Progress own = progress.get(parent);
        return own == null ? !isWanted(parent) : own == Progress.ENDED;
    }

    private boolean isWanted(String id) {
        if (progress.containsKey(id)) {
            return true;
        }
        Boolean known = wanted.get(id);
        if (known == null) {
            ShardInfo shard = listed.get(id);
            known = shard != null && shard.parents().stream().anyMatch(this::isWanted);
            wanted.put(id, known);
        }
        return known;
    }

    private Set<String> ancestorsOfBegun() {
        Set<String> ancestors = new HashSet<>();
        progress.keySet().forEach(shard -> addAncestors(shard, ancestors));
        return ancestors;
    }

    private void addAncestors(String id, Set<String> ancestors) {
        ShardInfo shard = listed.get(id);
        List<String> parents = shard == null ? List.of() : shard.parents();
        for (String parent : parents) {
            if (ancestors.add(parent)) {
                addAncestors(parent, ancestors);
            }
        }
    }
}
