package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardMapTest {
    private static final long NOW = 1_000_000_000L;

    @Test
    void aKeyIsInTheOneOpenShardWhoseRangeHoldsIt() {
        ShardMap map = ShardMap.initial(5, NOW);
        for (Shard shard : map.all()) {
            assertEquals(shard, map.locate(shard.range().start()));
            assertEquals(shard, map.locate(shard.range().end()));
        }
    }

    @Test
    void childrenComeASecondAfterTheirParentsEndEvenIfTheClockIsSetBack() {
        ShardMap map = ShardMap.initial(1, NOW).split(0, new HashKey(5, 0), NOW - 500_000);
        Shard parent = Objects.requireNonNull(map.find(0));
        Shard child = Objects.requireNonNull(map.find(1));
        assertEquals(NOW, parent.closedMillis());
        assertEquals(NOW / 1000 + 1, child.createdSeconds());
        assertTrue(child.startingSequenceNumber().compareTo(Objects.requireNonNull(parent.endingSequenceNumber())) > 0);
        ShardMap merged = map.merge(1, 2, NOW - 500_000);
        assertEquals(NOW / 1000 + 2, Objects.requireNonNull(merged.find(3)).createdSeconds());
    }

    @Test
    void onlyOpenNeighboursAreMergedAndOnlyOpenShardsSplit() {
        ShardMap map = ShardMap.initial(3, NOW);
        assertThrows(IllegalArgumentException.class, () -> map.merge(0, 2, NOW));
        assertThrows(IllegalArgumentException.class, () -> map.merge(1, 0, NOW));
        assertThrows(IllegalArgumentException.class, () -> map.split(7, HashKey.MAX, NOW));
        ShardMap merged = map.merge(0, 1, NOW);
        assertThrows(IllegalArgumentException.class, () -> merged.split(0, new HashKey(1, 1), NOW));
        assertEquals(List.of(3, 2), merged.open().stream().map(Shard::index).toList());
    }

    @Test
    void closedShardsGoWhenTheirTimeHasComeAndTheirIndexIsNotUsedAgain() {
        ShardMap map = ShardMap.initial(1, NOW).split(0, new HashKey(5, 0), NOW + 10);
        assertNotNull(map.withoutClosedBefore(NOW + 10).find(0));
        ShardMap later = map.withoutClosedBefore(NOW + 11);
        assertNull(later.find(0));
        assertEquals(
                List.of(3, 4),
                later.split(1, new HashKey(1, 0), NOW + 20).childrenOf(1).stream()
                        .map(Shard::index)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,1", "2,3", "3,2", "4,8", "8,4", "5,7", "7,5", "10,19", "19,10", "100,150"})
    void resizingDividesTheRingEvenly(int from, int to) {
        checkResized(ShardMap.initial(from, NOW).resized(to, NOW + 1000), to);
    }

    @Test
    void resizingWorksFromAnyMap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ShardMap map = ShardMap.initial(2, NOW);
        for (int i = 0; i < 60; i++) {
            Shard shard = map.open().get(random.nextInt(map.openCount()));
            HashKey key = new HashKey(random.nextLong(), random.nextLong());
            if (shard.range().contains(key) && !shard.range().start().equals(key)) {
                map = map.split(shard.index(), key, NOW + i);
            } else if (map.openCount() > 1) {
                int first = random.nextInt(map.openCount() - 1);
                map = map.merge(
                        map.open().get(first).index(), map.open().get(first + 1).index(), NOW + i);
            }
            checkLineage(map);
            int target = 1 + random.nextInt(2 * map.openCount());
            checkResized(map.resized(target, NOW + i), target);
        }
    }

    private static void checkResized(ShardMap map, int count) {
        assertEquals(
                HashKeyRange.divide(count),
                map.open().stream().map(Shard::range).toList());
        checkLineage(map);
    }

    /** The open shards divide the ring; every closed one has children; a child is made of one shard or two neighbours. */
    private static void checkLineage(ShardMap map) {
        List<Shard> open = map.open();
        assertEquals(HashKey.MIN, open.get(0).range().start());
        assertEquals(HashKey.MAX, open.get(open.size() - 1).range().end());
        for (int i = 0; i + 1 < open.size(); i++) {
            assertTrue(open.get(i).range().isFollowedBy(open.get(i + 1).range()));
        }
        Set<Integer> indexes = new HashSet<>();
        for (Shard shard : map.all()) {
            assertTrue(indexes.add(shard.index()));
            List<Shard> children = new ArrayList<>(map.childrenOf(shard.index()));
            assertEquals(shard.isOpen(), children.isEmpty());
            for (Shard child : children) {
                assertTrue(child.createdSeconds() > shard.createdSeconds());
                assertEquals(shard.closedMillis(), child.openedMillis());
                assertFalse(child.index() <= shard.index());
            }
        }
    }
}
