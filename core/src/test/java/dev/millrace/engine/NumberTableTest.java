package dev.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HashPartitioner;
import dev.millrace.function.Function2;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTableTest {
    private static final Operator OPERATOR = new Operator("reduceByKey", null, "here", 0);

    private static NumberTable table(int keyKind) {
        NumberTable table = new NumberTable();
        table.setKinds(keyKind, Kind.LONGS);
        return table;
    }

    private static void put(NumberTable table, long key, long value) {
        int place = table.find(key, NumberTable.hash(table.keyKind(), key));
        if (place < 0) {
            table.add(key, -1 - place, value);
        } else {
            table.setValue(place, value);
        }
    }

    private static List<Long> keysInOrder(NumberTable table) {
        List<Long> keys = new ArrayList<>();
        for (int place = table.next(0); place >= 0; place = table.next(place + 2)) {
            keys.add(table.key(place));
        }
        return keys;
    }

    /** Few different hashes, dense numbers, or any. */
    private static long key(Random random, int shape) {
        return switch (shape) {
            case 0 -> random.nextInt(2_000);
            case 1 -> random.nextLong();
            default -> (long) random.nextInt(4) << 32 | random.nextInt(4); // Long.hashCode folds the halves
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void holdsWhatAMapHolds(int shape) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            NumberTable table = table(Kind.LONGS);
            Map<Long, Long> expected = new HashMap<>();
            for (int i = 0; i < 5_000; i++) {
                long key = key(random, shape);
                put(table, key, i);
                expected.put(key, (long) i);
            }
            table.sort();
            assertEquals(expected.size(), table.size(), "seed " + seed);
            Map<Long, Long> found = new HashMap<>();
            for (int place = table.next(0); place >= 0; place = table.next(place + 2)) {
                found.put(table.key(place), table.value(place));
                assertEquals(place, table.find(table.key(place), NumberTable.hash(Kind.LONGS, table.key(place))));
            }
            assertEquals(expected, found, "seed " + seed);
        }
    }

    @Test
    void theOrderDependsOnTheKeysAloneNotOnRoomOrHistory() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Long> keys = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                keys.add(key(random, seed % 3));
            }
            NumberTable fresh = table(Kind.LONGS);
            keys.forEach(key -> put(fresh, key, 1));
            fresh.sort();
            NumberTable used = table(Kind.LONGS);
            for (int i = 0; i < 40_000; i++) {
                put(used, random.nextLong(), 1);
            }
            used.clear();
            java.util.Collections.shuffle(keys, random);
            keys.forEach(key -> put(used, key, 1));
            used.sort();
            assertEquals(keysInOrder(fresh), keysInOrder(used), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 128})
    void targetsShareOutTheMergedKeysAsThePartitionerDoes(int targets) throws Exception {
        HashPartitioner partitioner = new HashPartitioner(targets);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int kind = seed % 2 == 0 ? Kind.LONGS : Kind.INTS;
            List<NumberTable> tables = new ArrayList<>();
            Map<Long, String> expected = new HashMap<>();
            for (int t = 0; t < 1 + random.nextInt(5); t++) {
                NumberTable table = table(kind);
                for (int i = 0; i < 1 + random.nextInt(2_000); i++) {
                    long key = kind == Kind.LONGS ? key(random, seed % 3) : random.nextInt();
                    if (table.find(key, NumberTable.hash(kind, key)) < 0) {
                        put(table, key, i);
                        expected.merge(key, String.valueOf((long) i), (one, other) -> "(" + one + other + ")");
                    }
                }
                table.sort();
                tables.add(table);
            }
            Function2<Object, Object, Object> inOrder = (one, other) -> "(" + one + other + ")";
            Combining combining = Combining.of(new Combiner.General<Object, Object>(value -> value, inOrder, inOrder));
            Map<Long, String> found = new HashMap<>();
            for (int target = 0; target < targets; target++) {
                NumberMerge merge = new NumberMerge(tables, target, targets, combining, OPERATOR);
                while (merge.hasNext()) {
                    long key = merge.key();
                    assertEquals(
                            target, partitioner.getPartition(kind == Kind.LONGS ? (Object) key : (Object) (int) key));
                    assertTrue(found.put(key, String.valueOf(merge.take())) == null, "twice: " + key);
                }
            }
            assertEquals(expected, found, "seed " + seed);
        }
    }
}
