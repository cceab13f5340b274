package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kinesis.ShardLineage.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ShardLineageTest {
    private static final Progress READING = Progress.READING;
    private static final Progress ENDED = Progress.ENDED;

    private final List<ShardInfo> split = List.of(shard("0"), shard("1", "0"), shard("2", "0"));
    private final List<ShardInfo> merge = List.of(shard("0"), shard("1"), shard("2", "0", "1"));

    @Test
    void childrenWaitForTheirParent() {
        assertEquals(Set.of("0"), ShardLineage.readable(split, Map.of("0", READING)));
        assertEquals(Set.of("1", "2"), ShardLineage.readable(split, Map.of("0", ENDED)));
    }

    @Test
    void aMergedShardWaitsForBothParents() {
        assertEquals(Set.of("0", "1"), ShardLineage.readable(merge, Map.of("0", READING, "1", READING)));
        assertEquals(Set.of("0"), ShardLineage.readable(merge, Map.of("0", READING, "1", ENDED)));
        assertEquals(Set.of("2"), ShardLineage.readable(merge, Map.of("0", ENDED, "1", ENDED)));
    }

    @Test
    void aGrandchildWaitsThoughItsParentHasNotBegun() {
        List<ShardInfo> shards = List.of(shard("0"), shard("1", "0"), shard("2", "1"));
        assertEquals(Set.of("0"), ShardLineage.readable(shards, Map.of("0", READING)));
        assertEquals(Set.of("1"), ShardLineage.readable(shards, Map.of("0", ENDED)));
        assertEquals(Set.of("2"), ShardLineage.readable(shards, Map.of("0", ENDED, "1", ENDED)));
    }

    @Test
    void anEndedShardIsNeverReadAgain() {
        assertEquals(Set.of(), ShardLineage.readable(split.subList(0, 1), Map.of("0", ENDED)));
    }

    @Test
    void shardsClosedBeforeWeBeganAreNoConcernOfOurs() {
        assertEquals(Set.of("1", "2"), ShardLineage.readable(split, Map.of("1", READING, "2", READING)));
        assertEquals(Set.of(), ShardLineage.lost(split, Map.of("1", READING, "2", READING)));
    }

    @Test
    void aParentThatHasExpiredIsNotWaitedFor() {
        List<ShardInfo> shards = List.of(shard("2", "0", "1"));
        assertEquals(Set.of("2"), ShardLineage.readable(shards, Map.of("0", ENDED, "1", ENDED)));
        assertEquals(Set.of("2"), ShardLineage.readable(shards, Map.of("2", READING)));
    }

    @Test
    void rootsHaveNothingBeforeThemInTheList() {
        assertEquals(Set.of("0", "1"), ShardLineage.roots(merge));
        assertEquals(Set.of("1", "2"), ShardLineage.roots(split.subList(1, 3)));
    }

    @Test
    void aShardThatExpiredUnreadIsLost() {
        assertEquals(Set.of("0"), ShardLineage.lost(split.subList(1, 3), Map.of("0", READING)));
    }

    @Test
    void aShardWhoseParentsExpiredUnbegunIsLost() {
        // 0 was read to its end; 1 came, was split into 2 and 3, and expired, and nobody read it.
        List<ShardInfo> shards = List.of(shard("2", "1"), shard("3", "1"));
        assertEquals(Set.of("2", "3"), ShardLineage.lost(shards, Map.of("0", ENDED)));
        assertEquals(Set.of(), ShardLineage.readable(shards, Map.of("0", ENDED)));
    }

    @Test
    void anEndIsForgottenWhenItHasExpiredAndAllItsChildrenHaveBegun() {
        Map<String, Progress> one = Map.of("0", ENDED, "1", READING);
        Map<String, Progress> both = Map.of("0", ENDED, "1", READING, "2", ENDED);
        assertFalse(ShardLineage.isForgotten("0", split, both), "still listed");
        assertFalse(ShardLineage.isForgotten("0", split.subList(1, 3), one), "2 has no position");
        assertTrue(ShardLineage.isForgotten("0", split.subList(1, 3), both));
        assertFalse(ShardLineage.isForgotten("1", split.subList(2, 3), one), "is being read");
    }

    /** A random history of splits and merges, read with restarts, while old shards expire: all once, parents first. */
    @Test
    void everyShardIsReadOnceAndParentsFirst() {
        for (long seed = 1; seed <= 150; seed++) {
            readRandomHistory(seed);
        }
    }

    private static void readRandomHistory(long seed) {
        Random random = new Random(seed);
        History history = new History(random);
        Map<String, Progress> progress = new HashMap<>();
        for (String root : ShardLineage.roots(history.listed)) {
            progress.put(root, READING);
        }
        List<String> ended = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            if (step < 60 && random.nextInt(4) == 0) {
                history.reshard();
            }
            assertEquals(Set.of(), ShardLineage.lost(history.listed, progress), "seed " + seed);
            SortedSet<String> readable = ShardLineage.readable(history.listed, progress);
            for (String shard : readable) {
                assertFalse(ended.contains(shard), () -> "seed " + seed + ": " + shard + " is read again");
                for (String parent : history.parents.getOrDefault(shard, List.of())) {
                    assertTrue(ended.contains(parent), () -> "seed " + seed + ": " + shard + " before " + parent);
                }
                progress.put(shard, READING);
            }
            List<String> closed =
                    readable.stream().filter(history.closed::contains).toList();
            if (!closed.isEmpty()) {
                String shard = closed.get(random.nextInt(closed.size()));
                progress.put(shard, ENDED);
                ended.add(shard);
            }
            history.expire(progress);
            Map<String, Progress> before = Map.copyOf(progress);
            progress.keySet().removeIf(shard -> ShardLineage.isForgotten(shard, history.listed, before));
        }
        assertEquals(history.closed, new HashSet<>(ended), "seed " + seed);
        assertEquals(history.open, ShardLineage.readable(history.listed, progress), "seed " + seed);
    }

    /** A program that begins at the tip reads the shards that are open then, and what becomes of them. */
    @Test
    void whatLiesBeforeALateBeginningIsNeverRead() {
        for (long seed = 1; seed <= 100; seed++) {
            readFromTip(seed);
        }
    }

    private static void readFromTip(long seed) {
        History history = new History(new Random(seed));
        for (int i = 0; i < 10; i++) {
            history.reshard();
        }
        Map<String, Progress> progress = new HashMap<>();
        history.open.forEach(shard -> progress.put(shard, READING));
        Set<String> before = new HashSet<>(history.closed);
        for (int step = 0; step < 100; step++) {
            if (step < 10) {
                history.reshard();
            }
            assertEquals(Set.of(), ShardLineage.lost(history.listed, progress), "seed " + seed);
            for (String shard : ShardLineage.readable(history.listed, progress)) {
                assertFalse(before.contains(shard), "seed " + seed);
                progress.put(shard, history.closed.contains(shard) ? ENDED : READING);
            }
        }
        assertEquals(history.open, ShardLineage.readable(history.listed, progress), "seed " + seed);
    }

    private static ShardInfo shard(String id, String... parents) {
        return new ShardInfo(id, List.of(parents), HashRange.ALL);
    }

    /** What a service would list. */
    private static final class History {
        private final Random random;
        private final List<ShardInfo> listed = new ArrayList<>();
        private final Map<String, List<String>> parents = new HashMap<>();
        private final Set<String> closed = new HashSet<>();
        private final SortedSet<String> open = new TreeSet<>();

        History(Random random) {
            this.random = random;
            int shards = 1 + random.nextInt(3);
            for (int i = 0; i < shards; i++) {
                add();
            }
        }

        void reshard() {
            List<String> candidates = new ArrayList<>(open);
            java.util.Collections.shuffle(candidates, random);
            if (candidates.size() > 1 && random.nextBoolean()) {
                close(candidates.get(0));
                close(candidates.get(1));
                add(candidates.get(0), candidates.get(1));
            } else {
                close(candidates.get(0));
                add(candidates.get(0));
                add(candidates.get(0));
            }
        }

        /** Old shards go in the order in which they were closed, those that were read. */
        void expire(Map<String, Progress> progress) {
            if (random.nextInt(10) == 0 && !listed.isEmpty()) {
                ShardInfo oldest = listed.get(0);
                if (progress.get(oldest.id()) == ENDED
                        && listed.stream()
                                .filter(other -> other.parents().contains(oldest.id()))
                                .allMatch(other -> progress.containsKey(other.id()))) {
                    listed.remove(0);
                }
            }
        }

        private void close(String shard) {
            open.remove(shard);
            closed.add(shard);
        }

        private void add(String... of) {
            String id = String.format("%03d", parents.size());
            parents.put(id, List.of(of));
            listed.add(shard(id, of));
            open.add(id);
        }
    }
}
