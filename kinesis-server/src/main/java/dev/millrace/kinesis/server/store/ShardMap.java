package dev.millrace.kinesis.server.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The shards of a stream: the open ones divide the ring, the closed ones lead to their children. Immutable; time is an argument. */
public final class ShardMap {
    static final ShardMap EMPTY = new ShardMap(List.of());

    private final List<Shard> shards;
    private final Shard[] openByStart;
    private final List<Shard> open;

    private ShardMap(List<Shard> shards) {
        this.shards = shards;
        this.openByStart = shards.stream()
                .filter(Shard::isOpen)
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toArray(Shard[]::new);
        this.open = List.of(openByStart);
    }

    /** Shards read back from disk, in any order. */
    static ShardMap of(List<Shard> shards) {
        return new ShardMap(
                shards.stream().sorted(Comparator.comparingInt(Shard::index)).toList());
    }

    /** The shards of a new stream. */
    static ShardMap initial(int count, long createdMillis) {
        List<HashKeyRange> ranges = HashKeyRange.divide(count);
        List<Shard> shards = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            shards.add(new Shard(i, ranges.get(i), createdMillis / 1000, createdMillis, null, null, null));
        }
        return new ShardMap(List.copyOf(shards));
    }

    /** All of them, by index. */
    public List<Shard> all() {
        return shards;
    }

    /** The open ones, by their place on the ring. */
    public List<Shard> open() {
        return open;
    }

    public int openCount() {
        return openByStart.length;
    }

    /** The shard of an index, or null if there is none (any more). */
    public @Nullable Shard find(int index) {
        int low = 0;
        int high = shards.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Shard shard = shards.get(middle);
            if (shard.index() == index) {
                return shard;
            } else if (shard.index() < index) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** The open shard whose range holds a key. There must be shards. */
    public Shard locate(HashKey key) {
        return openByStart[locateIndex(key)];
    }

    /** Its place in {@link #open()}. */
    public int locateIndex(HashKey key) {
        int low = 0;
        int high = openByStart.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (openByStart[middle].range().start().compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The shards that were split or merged from this one, by index. */
    public List<Shard> childrenOf(int index) {
        return shards.stream().filter(shard -> shard.isChildOf(index)).toList();
    }

    /** Closes a shard; two new ones take its range, the second from the given key on. */
    ShardMap split(int index, HashKey secondStart, long nowMillis) {
        Shard parent = openShard(index).closed(nowMillis);
        HashKeyRange range = parent.range();
        HashKeyRange first = new HashKeyRange(range.start(), secondStart.previous());
        HashKeyRange second = new HashKeyRange(secondStart, range.end());
        int next = nextIndex();
        return replacing(
                List.of(parent),
                List.of(
                        child(next, first, childCreatedSeconds(parent), parent, null),
                        child(next + 1, second, childCreatedSeconds(parent), parent, null)));
    }

    /** Closes two neighbours; a new shard takes both ranges. */
    ShardMap merge(int index, int followingIndex, long nowMillis) {
        Shard first = openShard(index).closed(nowMillis);
        Shard second = openShard(followingIndex).closed(nowMillis);
        if (!first.range().isFollowedBy(second.range())) {
            throw new IllegalArgumentException(first.id() + " and " + second.id() + " are no neighbours");
        }
        HashKeyRange range =
                new HashKeyRange(first.range().start(), second.range().end());
        long createdSeconds = Math.max(childCreatedSeconds(first), childCreatedSeconds(second));
        return replacing(
                List.of(first, second), List.of(child(nextIndex(), range, createdSeconds, first, second.index())));
    }

    /**
     * Splits and merges until the ring is divided into equal parts. Shards in between, which were made only to be merged, are there too, closed: a
     * shard has at most two parents.
     */
    ShardMap resized(int count, long nowMillis) {
        ShardMap map = this;
        List<HashKeyRange> targets = HashKeyRange.divide(count);
        for (HashKeyRange target : targets) {
            Shard holder = map.locate(target.start());
            if (!holder.range().start().equals(target.start())) {
                map = map.split(holder.index(), target.start(), nowMillis);
            }
        }
        for (HashKeyRange target : targets) {
            Shard first = map.locate(target.start());
            while (!first.range().end().equals(target.end())) {
                Shard second = map.locate(first.range().end().next());
                map = map.merge(first.index(), second.index(), nowMillis);
                first = map.locate(target.start());
            }
        }
        return map;
    }

    /** Without the closed shards whose last record has left the retention period. */
    ShardMap withoutClosedBefore(long millis) {
        List<Shard> kept = shards.stream()
                .filter(shard -> shard.closedMillis() == null || shard.closedMillis() >= millis)
                .toList();
        return kept.size() == shards.size() ? this : new ShardMap(kept);
    }

    private Shard openShard(int index) {
        Shard shard = find(index);
        if (shard == null || !shard.isOpen()) {
            throw new IllegalArgumentException("No open shard " + ShardId.format(index));
        }
        return shard;
    }

    private static long childCreatedSeconds(Shard closedParent) {
        Long closedMillis = closedParent.closedMillis();
        long closedSeconds = closedMillis == null ? 0 : closedMillis / 1000;
        // Later than the parent's even if the clock was set back: order across a reshard hangs on it.
        return Math.max(closedSeconds, closedParent.createdSeconds()) + 1;
    }

    private static Shard child(
            int index, HashKeyRange range, long createdSeconds, Shard parent, @Nullable Integer adjacentParent) {
        Long openedMillis = parent.closedMillis();
        return new Shard(
                index,
                range,
                createdSeconds,
                openedMillis == null ? 0 : openedMillis,
                null,
                parent.index(),
                adjacentParent);
    }

    private int nextIndex() {
        // The shard of the highest index is always open: what closes a shard makes a higher one. So none is ever used
        // again.
        return shards.isEmpty() ? 0 : shards.get(shards.size() - 1).index() + 1;
    }

    private ShardMap replacing(List<Shard> changed, List<Shard> added) {
        UnaryOperator<Shard> replace = shard -> changed.stream()
                .filter(other -> other.index() == shard.index())
                .findFirst()
                .orElse(shard);
        List<Shard> result = new ArrayList<>(shards.size() + added.size());
        shards.forEach(shard -> result.add(replace.apply(shard)));
        result.addAll(added);
        return new ShardMap(List.copyOf(result));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShardMap that && shards.equals(that.shards);
    }

    @Override
    public int hashCode() {
        return shards.hashCode();
    }

    @Override
    public String toString() {
        return shards.toString();
    }
}
