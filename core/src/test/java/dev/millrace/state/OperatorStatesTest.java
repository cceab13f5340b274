package dev.millrace.state;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorStatesTest {
    private static final Serdes SERDES = Serdes.builtIn();
    private static final StatefulSpec<String, Long, Long, ?> SPEC = new StatefulSpec<>(
            "totals", 16, StateFunction.<String, Long, Long>updateStateByKey((values, state) -> Optional.empty()));

    /** Objects in memory. */
    private static final class Objects implements CheckpointStorage {
        private final Map<String, byte[]> objects = new TreeMap<>();
        private @Nullable MillraceException refusal;

        @Override
        public void create(List<StoredObject> created) {
            if (refusal != null) {
                throw refusal;
            }
            for (StoredObject object : created) {
                byte[] bytes = new byte[object.content().remaining()];
                object.content().duplicate().get(bytes);
                assertEquals(null, objects.put(object.name(), bytes), object.name() + " is created once");
            }
        }

        @Override
        public ByteBuffer read(String name) {
            return ByteBuffer.wrap(objects.get(name));
        }

        @Override
        public List<String> list(String prefix) {
            return objects.keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }

        @Override
        public void delete(Collection<String> names) {
            objects.keySet().removeAll(names);
        }

        @Override
        public void close() {}
    }

    @Test
    void aSnapshotThatTheStorageRefusedFailsTheNextBatchWithTheStoragesKind() throws Exception {
        MillraceException.Kind kind = MillraceException.Kind.EXTERNAL_SYSTEM;
        Objects objects = new Objects();
        OperatorStates states = OperatorStates.durable(SERDES, objects, Runnable::run);
        states.restore(0, List.of());
        states.begin(1, 1, 0);
        partitionOf(states, "a", 1).put("a", 1L);
        states.stage();
        objects.refusal = new MillraceException(kind, "the disk is gone");
        states.commit();
        objects.refusal = null;
        states.begin(2, 1, 0);
        MillraceException failure = assertThrows(MillraceException.class, states::stage);
        assertEquals(kind, failure.kind(), failure.getMessage());
    }

    private static OperatorStates durable(Objects objects) {
        return OperatorStates.durable(SERDES, objects, Runnable::run);
    }

    private static KeyedState<String, Long> partitionOf(OperatorStates states, String key, int partitions) {
        int group = states.keyGroup(key, SPEC.keyGroups());
        return states.open(SPEC, KeyGroupRange.partitionOf(group, SPEC.keyGroups(), partitions), partitions);
    }

    private static Map<String, Long> contents(OperatorStates states, int partitions) throws Exception {
        Map<String, Long> contents = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            states.<String, Long>open(SPEC, partition, partitions).visitAll((key, value) -> {
                assertEquals(null, contents.put(key, value), "each key is visited once");
                return value;
            });
        }
        return contents;
    }

    /** Changes some keys at random in the state and in the model alike. */
    private static void change(Random random, OperatorStates states, Map<String, Long> model, int partitions)
            throws Exception {
        for (int i = random.nextInt(60); i > 0; i--) {
            String key = "key-" + random.nextInt(40);
            KeyedState<String, Long> state = partitionOf(states, key, partitions);
            assertEquals(model.get(key), state.get(key));
            if (random.nextInt(4) == 0) {
                state.remove(key);
                model.remove(key);
            } else {
                long value = random.nextLong();
                state.put(key, value);
                model.put(key, value);
            }
        }
        if (random.nextInt(5) == 0) {
            for (int partition = 0; partition < partitions; partition++) {
                states.<String, Long>open(SPEC, partition, partitions)
                        .visitAll((key, value) -> key.hashCode() % 7 == 0 ? null : value + 1);
            }
            model.keySet().removeIf(key -> key.hashCode() % 7 == 0);
            model.replaceAll((key, value) -> value + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void stateIsWhatTheDoneBatchesLeftThroughAbortsAndRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        Objects objects = new Objects();
        List<StateFile> named = new ArrayList<>();
        Map<String, Long> model = new HashMap<>();
        OperatorStates states = durable(objects);
        states.restore(0, named);
        int snapshots = 0;
        for (int batch = 1, epoch = 1, attempt = 0; batch < 300; attempt++) {
            int partitions = 1 + random.nextInt(4);
            states.begin(batch, epoch, attempt);
            Map<String, Long> changed = new HashMap<>(model);
            change(random, states, changed, partitions);
            List<StateFile> files = states.stage();
            int fate = random.nextInt(10);
            if (fate == 0) {
                states.abort();
            } else {
                named.addAll(files);
                model = changed;
                snapshots += (int) files.stream()
                        .filter(file -> file.kind() == StateFile.Kind.SNAPSHOT)
                        .count();
                states.commit();
                batch++;
            }
            if (random.nextInt(20) == 0) {
                states.close();
                states = durable(objects);
                states.restore(batch - 1, named);
                epoch++;
            }
            assertEquals(model, contents(states, 3), "seed " + seed + ", batch " + batch);
        }
        assertTrue(snapshots > 0, "snapshots are taken");
    }

    @Test
    void aSnapshotMakesTheDeltasBeforeItSuperfluous() throws Exception {
        Objects objects = new Objects();
        OperatorStates states = durable(objects);
        List<StateFile> named = new ArrayList<>();
        for (int batch = 1; batch <= 100; batch++) {
            states.begin(batch, 1, 0);
            partitionOf(states, "key-" + batch % 10, 2).put("key-" + batch % 10, (long) batch);
            named.addAll(states.stage());
            states.commit();
        }
        StateFile newest = named.stream()
                .filter(file -> file.kind() == StateFile.Kind.SNAPSHOT)
                .reduce((first, second) -> second)
                .orElseThrow();
        assertEquals(0, newest.firstKeyGroup());
        assertEquals(15, newest.lastKeyGroup(), "a small state is written whole");
        named.removeIf(file -> !file.equals(newest) && file.batch() <= newest.batch());
        Map<String, Long> before = contents(states, 1);
        OperatorStates restored = durable(objects);
        restored.restore(100, named);
        assertEquals(before, contents(restored, 1));
    }

    @Test
    void everyDamagedByteIsNoticed() {
        Objects objects = new Objects();
        OperatorStates states = durable(objects);
        states.begin(1, 1, 0);
        for (int i = 0; i < 20; i++) {
            partitionOf(states, "key-" + i, 1).put("key-" + i, (long) i);
        }
        List<StateFile> files = states.stage();
        byte[] bytes = requireNonNull(objects.objects.get(files.get(0).object()));
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            MillraceException noticed =
                    assertThrows(MillraceException.class, () -> durable(objects).restore(1, files));
            assertEquals(MillraceException.Kind.CORRUPT_DATA, noticed.kind());
            assertTrue(
                    String.valueOf(noticed.getMessage()).contains(files.get(0).object()), noticed::getMessage);
            bytes[i] ^= 1;
        }
        durable(objects).restore(1, files);
    }

    @Test
    void aValueThatMayHaveChangedInPlaceCountsAsChanged() throws Exception {
        StatefulSpec<String, Long, List<Long>, ?> lists = new StatefulSpec<>(
                "lists", 4, StateFunction.<String, Long, List<Long>>updateStateByKey((values, state) -> state));
        Objects objects = new Objects();
        OperatorStates states = durable(objects);
        List<StateFile> files = new ArrayList<>();
        for (int batch = 1; batch <= 3; batch++) {
            states.begin(batch, 1, 0);
            KeyedState<String, List<Long>> state = states.open(lists, 0, 1);
            if (batch == 1) {
                state.put("k", new ArrayList<>());
            }
            long number = batch;
            state.visitAll((key, value) -> {
                value.add(number);
                return value;
            });
            files.addAll(states.stage());
            states.commit();
        }
        OperatorStates restored = durable(objects);
        restored.restore(3, files);
        assertEquals(
                List.of(1L, 2L, 3L),
                restored.<String, List<Long>>open(lists, 0, 1).get("k"));
        states.begin(4, 1, 0);
        states.<String, List<Long>>open(lists, 0, 1).visitAll((key, value) -> {
            value.clear();
            return value;
        });
        states.abort();
        assertThrows(MillraceException.class, () -> states.begin(4, 1, 1), "what changed in place can't be undone");
        states.restore(3, files);
        states.begin(4, 1, 1);
        assertEquals(
                List.of(1L, 2L, 3L),
                states.<String, List<Long>>open(lists, 0, 1).get("k"));
    }

    @Test
    void anotherNumberOfKeyGroupsIsRefused() {
        Objects objects = new Objects();
        OperatorStates states = durable(objects);
        states.begin(1, 1, 0);
        partitionOf(states, "a", 1).put("a", 1L);
        List<StateFile> files = states.stage();
        OperatorStates restored = durable(objects);
        restored.restore(1, files);
        StatefulSpec<String, Long, Long, ?> other = new StatefulSpec<>("totals", 32, SPEC.function());
        MillraceException refused = assertThrows(MillraceException.class, () -> restored.open(other, 0, 1));
        assertTrue(String.valueOf(refused.getMessage()).contains("16 key groups"), refused::getMessage);
    }
}
