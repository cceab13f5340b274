package dev.millrace.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.serde.Serdes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGroupTableTest {
    private final KeyGroupTable table = newTable();

    /** Equal to all of its name, whatever the score. */
    record Player(String name, int score) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Player player && player.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    record Reading(String sensor, double value, @Nullable Long time) {}

    private static KeyGroupTable newTable() {
        return new KeyGroupTable(Serdes.builtIn());
    }

    private static Map<Object, Object> entries(KeyGroupTable table) {
        Map<Object, Object> entries = new LinkedHashMap<>();
        KeyEntries copy = table.copyEntries();
        for (int place = 0; place < copy.places(); place++) {
            entries.put(String.valueOf(copy.key(place)), String.valueOf(copy.value(place)));
        }
        return entries;
    }

    private static List<String> order(KeyGroupTable table) throws Exception {
        List<String> order = new ArrayList<>();
        table.visitAll((key, value) -> {
            order.add(key + "=" + value);
            return value;
        });
        return order;
    }

    /** Keys that come in the batch in which others go must not keep the place of those: it would never be freed. */
    @Test
    void aKeyThatGoesWhenAnotherComesGivesItsPlaceBack() {
        table.put(0, 0, "v");
        table.commit();
        for (int key = 1; key <= 1_000; key++) {
            table.remove(key - 1, key - 1);
            table.put(key, key, "v");
            table.commit();
            assertEquals(1, table.size());
            assertTrue(table.places() <= 10, () -> table.places() + " places for one key");
        }
    }

    @Test
    void aTableThatBecameSmallGivesItsRoomBack() {
        for (int key = 0; key < 10_000; key++) {
            table.put(key, key * 31, "v");
        }
        table.commit();
        for (int key = 0; key < 9_990; key++) {
            table.remove(key, key * 31);
        }
        table.commit();
        assertEquals(10, table.places());
        for (int key = 9_990; key < 10_000; key++) {
            assertEquals("v", table.get(key, key * 31));
        }
    }

    /** A key keeps its place as long as it has state after every batch; within a batch it may go and come back. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsAnOrderedMapThatCanGoBackABatch(long seed) throws Exception {
        Random random = new Random(seed);
        int hashes = seed % 2 == 0 ? 5 : 1_000;
        Map<Integer, @Nullable Integer> model = new LinkedHashMap<>();
        for (int batch = 0; batch < 300; batch++) {
            Map<Integer, @Nullable Integer> next = new LinkedHashMap<>(model);
            change(random, hashes, next);
            if (random.nextInt(3) == 0) {
                table.undo();
            } else {
                table.commit();
                next.values().removeIf(value -> value == null);
                model = next;
            }
            for (Integer key = 0; key < 100; key++) {
                assertEquals(model.get(key), table.get(key, key % hashes), "seed " + seed);
            }
            assertEquals(model.size(), table.size(), "seed " + seed);
            assertEquals(
                    model.entrySet().stream().map(Object::toString).toList(),
                    order(table),
                    "seed " + seed + ", batch " + batch);
            assertEquals(0, table.touchedKeys(), "reading is no change");
        }
    }

    private void change(Random random, int hashes, Map<Integer, @Nullable Integer> model) {
        for (int i = random.nextInt(40); i > 0; i--) {
            Integer key = random.nextInt(100);
            if (random.nextInt(3) == 0) {
                table.remove(key, key % hashes);
                model.computeIfPresent(key, (gone, value) -> value);
                if (model.containsKey(key)) {
                    model.put(key, null);
                }
            } else {
                table.put(key, key % hashes, i);
                model.put(key, i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aCopyThatLoadsEveryDeltaHasTheSameOrder(long seed) throws Exception {
        Random random = new Random(seed);
        int keys = seed % 2 == 0 ? 30 : 500;
        KeyGroupTable copy = newTable();
        for (int batch = 0; batch < 200; batch++) {
            for (int i = random.nextInt(60); i > 0; i--) {
                int key = random.nextInt(keys);
                if (random.nextInt(3) == 0) {
                    table.remove(key, key * 7);
                } else {
                    table.put(key, key * 7, batch);
                }
            }
            if (random.nextInt(8) == 0) {
                table.undo();
            } else {
                KeyGroupTable target = copy;
                table.forEachTouched((key, value) -> target.load(key, (Integer) nonNull(key) * 7, value));
                table.commit();
            }
            if (random.nextInt(15) == 0) {
                copy = newTable();
                KeyEntries snapshot = table.copyEntries();
                for (int place = 0; place < snapshot.places(); place++) {
                    Object key = nonNull(snapshot.key(place));
                    copy.load(key, (Integer) key * 7, snapshot.value(place));
                }
            }
            assertEquals(order(table), order(copy), "seed " + seed + ", batch " + batch);
            assertEquals(entries(table), entries(copy), "seed " + seed + ", batch " + batch);
        }
    }

    /** Keys of several classes, of which the first come as numbers: equal numbers of two classes are two keys. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keysOfSeveralClassesAreSeveralKeys(long seed) throws Exception {
        Random random = new Random(seed);
        Map<Object, Integer> model = new LinkedHashMap<>();
        for (int batch = 0; batch < 60; batch++) {
            Map<Object, Integer> next = new LinkedHashMap<>(model);
            for (int i = random.nextInt(30); i > 0; i--) {
                int number = random.nextInt(40);
                int kinds = batch < 20 ? 1 : 4;
                Object key = switch (random.nextInt(kinds)) {
                    case 0 -> (long) number;
                    case 1 -> number;
                    case 2 -> Integer.toString(number);
                    default -> (double) number;
                };
                if (random.nextInt(3) == 0) {
                    table.remove(key, number);
                    next.remove(key);
                } else {
                    table.put(key, number, i);
                    next.put(key, i);
                }
            }
            if (random.nextInt(3) == 0) {
                table.undo();
            } else {
                table.commit();
                model = next;
            }
            Map<Object, Integer> seen = new LinkedHashMap<>();
            table.forEach((key, value) -> seen.put(nonNull(key), (Integer) value));
            assertEquals(model, seen, "seed " + seed + ", batch " + batch);
            for (int number = 0; number < 40; number++) {
                for (Object key : List.<Object>of((long) number, number, Integer.toString(number), (double) number)) {
                    assertEquals(model.get(key), table.get(key, number), "seed " + seed + ", key " + key);
                }
            }
        }
    }

    private static Object nonNull(@Nullable Object key) {
        return java.util.Objects.requireNonNull(key);
    }

    @Test
    void whatCanBeChangedInPlaceIsTouchedWhenItIsGivenOut() {
        List<Integer> list = new ArrayList<>();
        table.load("list", 1, list);
        table.load("text", 2, "t");
        assertEquals("t", table.get("text", 2));
        assertEquals(0, table.touchedKeys());
        assertTrue(table.canUndo());
        assertSame(list, table.get("list", 1));
        assertSame(list, table.get("list", 1));
        assertEquals(1, table.touchedKeys());
        assertFalse(table.canUndo());
        table.commit();
        assertNull(table.get("nothing", 3));
        assertEquals(0, table.touchedKeys());
    }

    @Test
    void whatAVisitorChangedInPlaceBeforeItFailedIsTouched() {
        table.put("a", "a".hashCode(), new ArrayList<>(List.of("kept")));
        table.commit();
        assertThrows(
                IllegalStateException.class,
                () -> table.visitAll((key, value) -> {
                    ((ArrayList<?>) value).clear();
                    throw new IllegalStateException("after the change");
                }));
        assertEquals(1, table.touchedKeys());
        assertFalse(table.canUndo());
    }

    @Test
    void aRecordWhoseEqualsLeavesSomethingOutIsChangedByWhatItLeavesOut() {
        table.load("k", 1, new Player("ann", 1));
        table.put("k", 1, new Player("ann", 2));
        assertEquals(1, table.touchedKeys());
        assertEquals("Player[name=ann, score=2]", String.valueOf(table.get("k", 1)));
        table.commit();
        table.put("k", 1, new Player("ann", 2));
        assertEquals(0, table.touchedKeys(), "each component is the same");
    }

    @Test
    void whatIsWrittenAlikeInPlaceOfAnImmutableValueIsNoChange() throws Exception {
        List<Object> values = List.of(1_000L, 1_000, "text", 0.5, new Reading("s", Double.NaN, null));
        List<Object> same = List.of(1_000L, 1_000, "te".concat("xt"), 0.5, new Reading("s", Double.NaN, null));
        List<Object> others = List.of(1_000, 1_000L, "t", -0.5, new Reading("s", Double.NaN, 1L));
        for (int i = 0; i < values.size(); i++) {
            table.load(i, i, values.get(i));
            table.put(i, i, same.get(i));
            assertEquals(0, table.touchedKeys());
            table.put(i, i, others.get(i));
            assertEquals(1, table.touchedKeys());
            table.undo();
        }
        table.visitAll((key, value) -> value);
        assertEquals(0, table.touchedKeys());
    }
}
