package dev.millrace.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of state: batches, aborts, restarts. */
class OperatorStatesTest {
    private static final StatefulSpec<String, Long, Long, ?> TOTALS = StateBatch.spec("totals", 16);
    private static final StatefulSpec<String, Long, List<Long>, ?> LISTS = StateBatch.spec("lists", 4);
    private static final StatefulSpec<Object, Long, Object, ?> ANYTHING = StateBatch.spec("anything", 16);

    private final MemoryStorage storage = new MemoryStorage();
    private final List<StateFile> named = new ArrayList<>();
    private OperatorStates states = durable();
    private int batch;

    private OperatorStates durable() {
        return OperatorStates.durable(Serdes.builtIn(), storage, Runnable::run);
    }

    private <K, S> StateBatch<K, S> begin(StatefulSpec<K, ?, S, ?> spec, int partitions) {
        states.begin(++batch, 1, 0);
        return new StateBatch<>(states, spec, partitions);
    }

    private void done(StateBatch<?, ?> ended) {
        named.addAll(ended.stage());
        states.commit();
    }

    private void restart() {
        states.close();
        states = durable();
        states.restore(batch, named);
    }

    /** Changes some keys at random in the state and in the model alike. */
    private static void change(Random random, StateBatch<String, Long> state, Map<String, Long> model)
            throws Exception {
        for (int i = random.nextInt(60); i > 0; i--) {
            String key = "key-" + random.nextInt(40);
            state.of(key).lookAhead(new Object[] {key, "key-unknown", key}, 1 + random.nextInt(3));
            assertEquals(model.get(key), state.of(key).get(key));
            if (random.nextInt(4) == 0) {
                state.of(key).remove(key);
                model.remove(key);
            } else {
                long value = random.nextLong();
                state.of(key).put(key, value);
                model.put(key, value);
            }
        }
        if (random.nextInt(5) == 0) {
            state.visitAll((key, value) -> key.hashCode() % 7 == 0 ? null : value + 1);
            model.keySet().removeIf(key -> key.hashCode() % 7 == 0);
            model.replaceAll((key, value) -> value + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void stateIsWhatTheDoneBatchesLeftThroughAbortsAndRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Long> model = new HashMap<>();
        states.restore(0, named);
        for (int epoch = 1, attempt = 0; batch < 300; attempt++) {
            states.begin(batch + 1, epoch, attempt);
            StateBatch<String, Long> state = new StateBatch<>(states, TOTALS, 1 + random.nextInt(4));
            Map<String, Long> changed = new HashMap<>(model);
            change(random, state, changed);
            List<StateFile> files = state.stage();
            if (random.nextInt(10) == 0) {
                states.abort();
            } else {
                named.addAll(files);
                model = changed;
                states.commit();
                batch++;
            }
            if (random.nextInt(20) == 0) {
                restart();
                epoch++;
            }
            assertEquals(model, StateBatch.contents(states, TOTALS, 3), "seed " + seed + ", batch " + batch);
        }
        assertTrue(named.stream().anyMatch(file -> file.kind() == StateFile.Kind.SNAPSHOT), "snapshots are taken");
    }

    /** Values so large that a snapshot holds a piece of the state. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keysAreVisitedInTheSameOrderAfterARestart(long seed) throws Exception {
        StatefulSpec<Integer, Long, String, ?> spec = StateBatch.spec("large", 16);
        Random random = new Random(seed);
        for (int turn = 0; turn < 150; turn++) {
            StateBatch<Integer, String> state = begin(spec, 1 + random.nextInt(3));
            for (int i = random.nextInt(100); i > 0; i--) {
                int key = random.nextInt(2_000);
                if (random.nextInt(4) == 0) {
                    state.of(key).remove(key);
                } else {
                    state.of(key).put(key, turn + "x".repeat(1_000));
                }
            }
            if (random.nextInt(6) == 0) {
                state.finish();
                states.abort();
            } else {
                done(state);
            }
            if (random.nextInt(10) == 0) {
                List<Integer> before =
                        List.copyOf(StateBatch.contents(states, spec, 2).keySet());
                restart();
                List<Integer> after =
                        List.copyOf(StateBatch.contents(states, spec, 3).keySet());
                assertEquals(before, after, "seed " + seed + ", batch " + batch);
            }
        }
        assertTrue(
                named.stream()
                        .anyMatch(file -> file.kind() == StateFile.Kind.SNAPSHOT
                                && file.lastKeyGroup() - file.firstKeyGroup() < 15),
                "seed " + seed + " has snapshots in pieces");
    }

    @Test
    void aSnapshotMakesTheDeltasBeforeItSuperfluous() throws Exception {
        for (int i = 1; i <= 100; i++) {
            StateBatch<String, Long> state = begin(TOTALS, 2);
            state.of("key-" + i % 10).put("key-" + i % 10, (long) i);
            done(state);
        }
        StateFile newest = named.stream()
                .filter(file -> file.kind() == StateFile.Kind.SNAPSHOT)
                .reduce((first, second) -> second)
                .orElseThrow();
        assertEquals(0, newest.firstKeyGroup());
        assertEquals(15, newest.lastKeyGroup(), "a small state is written whole");
        named.removeIf(file -> !file.equals(newest) && file.batch() <= newest.batch());
        Map<String, Long> before = StateBatch.contents(states, TOTALS, 1);
        restart();
        assertEquals(before, StateBatch.contents(states, TOTALS, 1));
    }

    /** A restart mustn't begin the sweep over the key groups anew: the last ones would never be written whole. */
    @Test
    void aProcessThatOftenStartsHasSnapshotsOfAllItsKeyGroups() throws Exception {
        StatefulSpec<Integer, Long, String, ?> spec = StateBatch.spec("large", 16);
        long[] newest = new long[16];
        for (int turn = 0; turn < 200; turn++) {
            StateBatch<Integer, String> state = begin(spec, 1);
            for (int i = 0; i < 20; i++) {
                int key = (turn * 20 + i) % 1_000;
                state.of(key).put(key, turn + "x".repeat(1_000));
            }
            done(state);
            for (StateFile file : named) {
                for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
                    newest[group] = Math.max(newest[group], file.kind() == StateFile.Kind.SNAPSHOT ? file.batch() : 0);
                }
            }
            if (turn % 3 == 0) {
                restart();
            }
        }
        for (long snapshot : newest) {
            assertTrue(snapshot > 100, () -> "snapshots " + java.util.Arrays.toString(newest));
        }
    }

    @Test
    void everyOperatorGetsItsTurnToBeWrittenWhole() throws Exception {
        List<StatefulSpec<String, Long, Long, ?>> specs =
                List.of(StateBatch.spec("a", 4), StateBatch.spec("b", 4), StateBatch.spec("c", 4));
        for (int i = 0; i < 200; i++) {
            states.begin(++batch, 1, 0);
            for (StatefulSpec<String, Long, Long, ?> spec : specs) {
                StateBatch<String, Long> state = new StateBatch<>(states, spec, 1);
                state.of("k").put("k", (long) i);
                state.finish();
            }
            named.addAll(states.stage());
            states.commit();
        }
        Map<String, Integer> snapshots = new TreeMap<>();
        for (StateFile file : named) {
            if (file.kind() == StateFile.Kind.SNAPSHOT) {
                snapshots.merge(file.operator(), 1, Integer::sum);
            }
        }
        assertEquals(3, snapshots.size());
        snapshots.forEach((operator, count) -> assertTrue(count >= 10, () -> operator + " has " + count));
    }

    /** Runs batches until a snapshot has begun; the next batch is to name it. */
    private void runUntilSnapshot() {
        while (storage.list("state/totals/snapshot").isEmpty()) {
            StateBatch<String, Long> state = begin(TOTALS, 1);
            state.of("a").put("a", (long) batch);
            done(state);
        }
    }

    @Test
    void aSnapshotThatAnAbortedBatchNamedIsNamedAgain() {
        runUntilSnapshot();
        List<StateFile> first = begin(TOTALS, 1).stage();
        states.abort();
        begin(TOTALS, 1).finish();
        states.commit();
        List<StateFile> second = begin(TOTALS, 1).stage();
        states.commit();
        assertEquals(1, first.size());
        assertEquals(first, second);
        assertEquals(List.of(), begin(TOTALS, 1).stage());
    }

    @Test
    void aSnapshotThatTheStorageRefusedFailsTheNextBatchOnceWithTheStoragesKind() {
        MillraceException.Kind kind = MillraceException.Kind.EXTERNAL_SYSTEM;
        StateBatch<String, Long> state = begin(TOTALS, 1);
        for (int i = 0; storage.creations() < 20 && i < 20; i++) {
            state.of("a").put("a", (long) i);
            state.finish();
            named.addAll(states.stage());
            storage.refuse(new MillraceException(kind, "the disk is gone"));
            states.commit();
            storage.refuse(null);
            state = begin(TOTALS, 1);
            StateBatch<String, Long> asking = state;
            if (named.size() == 16) {
                MillraceException failure = assertThrows(MillraceException.class, asking::stage);
                assertEquals(kind, failure.kind(), failure.getMessage());
                states.abort();
                state = begin(TOTALS, 1);
            }
        }
        assertTrue(named.size() > 16, "batches go on");
    }

    @Test
    void aValueThatMayHaveChangedInPlaceCountsAsChanged() throws Exception {
        for (int i = 1; i <= 3; i++) {
            StateBatch<String, List<Long>> state = begin(LISTS, 1);
            if (i == 1) {
                state.of("k").put("k", new ArrayList<>());
            }
            long number = i;
            state.visitAll((key, value) -> {
                value.add(number);
                return value;
            });
            done(state);
        }
        restart();
        assertEquals(List.of(1L, 2L, 3L), begin(LISTS, 1).of("k").get("k"));
        states.abort();
        assertThrows(MillraceException.class, () -> begin(LISTS, 1), "what changed in place can't be undone");
        states.restore(3, named);
        assertEquals(List.of(1L, 2L, 3L), begin(LISTS, 1).of("k").get("k"));
    }

    @Test
    void aValueThatWasOnlyLookedUpAndChangedInPlaceIsThereAfterARestart() throws Exception {
        StateBatch<String, List<Long>> first = begin(LISTS, 1);
        first.of("k").put("k", new ArrayList<>());
        done(first);
        StateBatch<String, List<Long>> second = begin(LISTS, 1);
        java.util.Objects.requireNonNull(second.of("k").get("k")).add(7L);
        done(second);
        restart();
        assertEquals(Map.of("k", List.of(7L)), StateBatch.contents(states, LISTS, 2));
    }

    @Test
    void numbersThatStayAsTheyAreArentWritten() throws Exception {
        StateBatch<String, Long> first = begin(TOTALS, 2);
        for (int i = 0; i < 100; i++) {
            first.of("key-" + i).put("key-" + i, 1_000L + i);
        }
        done(first);
        StateBatch<String, Long> second = begin(TOTALS, 2);
        second.visitAll((key, value) -> Long.valueOf(value.toString()));
        assertEquals(List.of(), second.stage());
        states.commit();
        StateBatch<String, Long> third = begin(TOTALS, 2);
        third.visitAll((key, value) -> key.equals("key-7") ? value + 1 : Long.valueOf(value.toString()));
        List<StateFile> files = third.stage();
        assertEquals(1, files.size());
        assertTrue(files.get(0).length() < 80, () -> files.get(0).length() + " bytes for one key");
    }

    @Test
    void aBatchOfSeveralOperatorsIsOneSync() {
        states.begin(1, 1, 0);
        new StateBatch<>(states, TOTALS, 2).of("a").put("a", 1L);
        StateBatch<String, List<Long>> lists = new StateBatch<>(states, LISTS, 2);
        lists.of("a").put("a", List.of(1L));
        assertThrows(IllegalStateException.class, states::stage, "a task hasn't ended");
        states.abort();
        states.restore(0, List.of());
        states.begin(1, 1, 1);
        StateBatch<String, Long> totals = new StateBatch<>(states, TOTALS, 2);
        totals.of("a").put("a", 1L);
        totals.finish();
        StateBatch<String, List<Long>> again = new StateBatch<>(states, LISTS, 2);
        again.of("a").put("a", List.of(1L));
        assertEquals(2, again.stage().size());
        assertEquals(1, storage.creations());
    }

    @Test
    void aBatchWhoseChangesWerentStagedIsntCommitted() {
        StateBatch<String, Long> state = begin(TOTALS, 2);
        state.finish();
        states.commit();
        StateBatch<String, Long> changed = begin(TOTALS, 2);
        changed.of("a").put("a", 1L);
        changed.finish();
        MillraceException refused = assertThrows(MillraceException.class, states::commit);
        assertEquals(MillraceException.Kind.INTERNAL, refused.kind());
    }

    @Test
    void keyGroupsThatATaskHasOpenedNoOtherOpens() {
        StateBatch<String, Long> state = begin(TOTALS, 2);
        assertThrows(IllegalStateException.class, () -> states.open(TOTALS, 0, 3));
        state.finish();
        assertThrows(IllegalStateException.class, state::finish);
        assertThrows(MillraceException.class, () -> state.of("a").put("a", 1L), "after the task's end");
    }

    @Test
    void aValueThatCantBeWrittenIsToldByTheTask() {
        StateBatch<Object, Object> state = begin(ANYTHING, 1);
        state.of("k").put("k", new AtomicInteger());
        MillraceException refused = assertThrows(MillraceException.class, state::finish);
        assertEquals(MillraceException.Kind.USER_CODE, refused.kind());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("the state of 'anything'") && message.contains("registerSerde("), message);
    }

    /** Equal by its number; no serde knows it. */
    private record Unknown(AtomicInteger number) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Unknown unknown && unknown.number.get() == number.get();
        }

        @Override
        public int hashCode() {
            return number.get();
        }
    }

    private static final class UnknownClass {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof UnknownClass;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void withoutACheckpointAnyClassWorks() throws Exception {
        states = OperatorStates.inMemory(Serdes.builtIn());
        StateBatch<Object, Object> first = begin(ANYTHING, 2);
        for (Object key : List.of(new UnknownClass(), new CopyOnWriteArrayList<>(List.of(1, new UnknownClass())))) {
            first.of(key).put(key, new AtomicInteger(1));
        }
        assertEquals(List.of(), first.stage());
        states.commit();
        StateBatch<Object, Object> second = begin(ANYTHING, 2);
        second.visitAll((key, value) -> {
            ((AtomicInteger) value).incrementAndGet();
            return value;
        });
        Object found = second.of(new UnknownClass()).get(new UnknownClass());
        assertEquals("2", String.valueOf(found));
        Object inside = List.of(1, new UnknownClass());
        assertEquals("2", String.valueOf(second.of(inside).get(inside)));
        states.commit();
        assertEquals(2, StateBatch.contents(states, ANYTHING, 1).size());
        assertThrows(MillraceException.class, () -> states.keyGroup(new int[1], 16), "never equal to its copy");
        Unknown key = new Unknown(new AtomicInteger(5));
        assertThrows(MillraceException.class, () -> durable().keyGroup(key, 16));
    }

    @Test
    void anotherNumberOfKeyGroupsIsRefused() {
        StateBatch<String, Long> state = begin(TOTALS, 1);
        state.of("a").put("a", 1L);
        done(state);
        restart();
        StatefulSpec<String, Long, Long, ?> other = StateBatch.spec("totals", 32);
        MillraceException refused = assertThrows(MillraceException.class, () -> states.open(other, 0, 1));
        assertTrue(String.valueOf(refused.getMessage()).contains("16 key groups"), refused::getMessage);
    }
}
