package dev.millrace.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.Serde;
import dev.millrace.SerdeInput;
import dev.millrace.SerdeOutput;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of state: their bytes, what is read of them, and what is made of damaged ones. */
class StateFilesTest {
    private static final StatefulSpec<String, Long, Object, ?> SPEC = StateBatch.spec("totals", 4);

    private final MemoryStorage storage = new MemoryStorage();

    private OperatorStates durable() {
        return OperatorStates.durable(Serdes.builtIn(), storage, Runnable::run);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void keyGroupsArePinned() {
        OperatorStates states = durable();
        List<Integer> groups = new ArrayList<>();
        for (Object key :
                List.of("word", "", 42L, 42, -1L, 0.5, true, DayOfWeek.FRIDAY, List.of("a", 1), Pair.of("k", 7))) {
            groups.add(states.keyGroup(key, 128));
        }
        assertEquals(List.of(18, 0, 64, 64, 50, 90, 40, 45, 43, 95), groups);
        assertEquals(0, KeyGroupRange.keyGroupOf(0, 128));
        assertEquals(63, KeyGroupRange.keyGroupOf(Integer.MAX_VALUE, 128));
        assertEquals(64, KeyGroupRange.keyGroupOf(Integer.MIN_VALUE, 128));
        assertEquals(127, KeyGroupRange.keyGroupOf(-1, 128));
        assertEquals(32767, KeyGroupRange.keyGroupOf(-1, 32768));
        assertEquals(0, KeyGroupRange.keyGroupOf(-1, 1));
    }

    @Test
    void eachKeyGroupBelongsToThePartitionWhoseRangeHasIt() {
        for (int keyGroups : List.of(1, 2, 7, 16, 128, 1000)) {
            for (int partitions = 1; partitions <= Math.min(keyGroups, 65); partitions++) {
                int next = 0;
                for (int partition = 0; partition < partitions; partition++) {
                    KeyGroupRange range = KeyGroupRange.of(keyGroups, partition, partitions);
                    assertEquals(next, range.first());
                    assertTrue(range.until() > range.first(), "every partition has some");
                    for (int group = range.first(); group < range.until(); group++) {
                        assertEquals(partition, KeyGroupRange.partitionOf(group, keyGroups, partitions));
                    }
                    next = range.until();
                }
                assertEquals(keyGroups, next);
            }
        }
    }

    @Test
    void theGroupsOfANumberAndOfItsDoubleAreNested() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            int hash = random.nextInt();
            assertEquals(KeyGroupRange.keyGroupOf(hash, 100), KeyGroupRange.keyGroupOf(hash, 200) / 2);
        }
    }

    private List<StateFile> writeSmall(OperatorStates states, long batch) {
        states.begin(batch, 3, 2);
        StateBatch<String, Object> state = new StateBatch<>(states, SPEC, 2);
        for (Object value : List.of(1L, "two", DayOfWeek.FRIDAY, List.of(4))) {
            state.of("key-" + value).put("key-" + value, value);
        }
        state.of("key-1").remove("key-1");
        List<StateFile> files = state.stage();
        states.commit();
        return files;
    }

    @Test
    void theBytesOfADeltaArePinned() {
        List<StateFile> files = writeSmall(durable(), 258);
        StateFile file = files.get(0);
        assertEquals(1, files.size());
        assertEquals("state/totals/258.0.3.2", file.object());
        assertEquals(
                "4d525354" + "01" + "00" + "06746f74616c73" + "0000000000000102" + "04" + "02"
                        + "1ebf5ef7e9" + "01" + "01136a6176612e74696d652e4461794f665765656b" + "0106465249444159" + "02"
                        + "000216af153d07" + "0b056b65792d31" + "00" + "0b076b65792d74776f" + "0b0374776f"
                        + "01010dd969d0c2" + "0b0a6b65792d465249444159" + "40"
                        + "01527d5351" + "00" + "01"
                        + "03010df4adc5e0" + "0b076b65792d5b345d" + "16010708",
                hex(storage.bytes(file.object())));
        assertEquals(named(file, storage.bytes(file.object())), file);
    }

    @Test
    void theBytesOfASnapshotArePinned() {
        OperatorStates states = durable();
        writeSmall(states, 1);
        for (int batch = 2; storage.list("state/totals/snapshot").isEmpty(); batch++) {
            states.begin(batch, 3, 0);
            StateBatch<String, Object> state = new StateBatch<>(states, SPEC, 1);
            state.of("key-two").put("key-two", "two" + batch);
            state.stage();
            states.commit();
        }
        String object = storage.list("state/totals/snapshot").get(0);
        assertEquals("state/totals/snapshot.16.0.3", object);
        assertEquals(
                "4d525354" + "01" + "01" + "06746f74616c73" + "0000000000000010" + "04" + "01"
                        + "1ebf5ef7e9" + "01" + "01136a6176612e74696d652e4461794f665765656b" + "0106465249444159" + "03"
                        + "0001106abd7d4e" + "0b076b65792d74776f" + "0b0574776f3136"
                        + "01010dd969d0c2" + "0b0a6b65792d465249444159" + "40"
                        + "03010df4adc5e0" + "0b076b65792d5b345d" + "16010708",
                hex(storage.bytes(object)));
    }

    @Test
    void everyDamagedByteIsNoticed() {
        List<StateFile> files = writeSmall(durable(), 1);
        String object = files.get(0).object();
        byte[] bytes = storage.bytes(object);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            MillraceException noticed =
                    assertThrows(MillraceException.class, () -> durable().restore(1, files));
            assertEquals(MillraceException.Kind.CORRUPT_DATA, noticed.kind());
            assertTrue(String.valueOf(noticed.getMessage()).contains(object), noticed::getMessage);
            bytes[i] ^= 1;
        }
        durable().restore(1, files);
    }

    private static StateFile named(StateFile file, byte[] content) {
        return new StateFile(
                file.operator(),
                file.kind(),
                file.batch(),
                file.firstKeyGroup(),
                file.lastKeyGroup(),
                file.object(),
                content.length,
                StateFormat.checksum(content, 0, content.length));
    }

    /** As if the record that names the file had been damaged to fit: no length or number is believed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aFileWhoseChecksumIsRightButWhoseContentIsNotIsReported(long seed) {
        Random random = new Random(seed);
        StateFile file = writeSmall(durable(), 1).get(0);
        byte[] bytes = storage.bytes(file.object()).clone();
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            storage.replace(file.object(), damaged);
            StateFile fitting = named(file, damaged);
            try {
                durable().restore(1, List.of(fitting));
            } catch (MillraceException reported) {
                assertNotEquals(MillraceException.Kind.INTERNAL, reported.kind(), "seed " + seed);
            }
        }
    }

    @Test
    void aRecordThatNamesImpossibleKeyGroupsIsReported() {
        StateFile file = writeSmall(durable(), 1).get(0);
        for (KeyGroupRange range : List.of(
                new KeyGroupRange(-1, 3),
                new KeyGroupRange(3, 2),
                new KeyGroupRange(0, 4),
                new KeyGroupRange(0, 1 << 30))) {
            StateFile wrong = new StateFile(
                    file.operator(),
                    file.kind(),
                    file.batch(),
                    range.first(),
                    range.until(),
                    file.object(),
                    file.length(),
                    file.checksum());
            MillraceException reported =
                    assertThrows(MillraceException.class, () -> durable().restore(1, List.of(wrong)));
            assertEquals(MillraceException.Kind.CORRUPT_DATA, reported.kind());
        }
    }

    @Test
    void aNewerFormatIsToldFromDamage() {
        StateFile file = writeSmall(durable(), 1).get(0);
        byte[] bytes = storage.bytes(file.object());
        bytes[4]++;
        MillraceException refused =
                assertThrows(MillraceException.class, () -> durable().restore(1, List.of(named(file, bytes))));
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("format version 2"), refused::getMessage);
    }

    record Key(String name) {}

    /** Writes the same type in two ways. */
    private record KeySerde(boolean loud) implements Serde<Key> {
        @Override
        public String typeId() {
            return "key";
        }

        @Override
        public void write(Key value, SerdeOutput out) {
            out.writeString(loud ? value.name().toUpperCase(java.util.Locale.ROOT) : value.name());
        }

        @Override
        public Key read(SerdeInput in) {
            return new Key(in.readString());
        }
    }

    @Test
    void aKeyWhoseHashChangedIsReportedNotLost() {
        StatefulSpec<Key, Long, Long, ?> spec = StateBatch.spec("keyed", 128);
        Serdes before = Serdes.with(Map.of(Key.class, new KeySerde(false)));
        OperatorStates states = OperatorStates.durable(before, storage, Runnable::run);
        states.begin(1, 1, 0);
        StateBatch<Key, Long> state = new StateBatch<>(states, spec, 1);
        for (String name : List.of("a", "b", "c", "d")) {
            state.of(new Key(name)).put(new Key(name), 1L);
        }
        List<StateFile> files = state.stage();
        Serdes after = Serdes.with(Map.of(Key.class, new KeySerde(true)));
        OperatorStates restored = OperatorStates.durable(after, storage, Runnable::run);
        MillraceException refused = assertThrows(MillraceException.class, () -> restored.restore(1, files));
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("the class of a key"), refused::getMessage);
    }

    private static final StatefulSpec<Long, Long, String, ?> LARGE = StateBatch.spec("large", 64);

    /** Some megabytes in deltas and snapshots of several tasks; gives the files that are needed. */
    private List<StateFile> writeLarge() {
        OperatorStates states = durable();
        List<StateFile> files = new ArrayList<>();
        Random random = new Random(5);
        for (int batch = 1; batch <= 60; batch++) {
            states.begin(batch, 1, 0);
            StateBatch<Long, String> state = new StateBatch<>(states, LARGE, 4);
            for (int i = 0; i < 500; i++) {
                long key = random.nextInt(20_000);
                if (random.nextInt(5) == 0) {
                    state.of(key).remove(key);
                } else {
                    state.of(key).put(key, batch + "y".repeat(100));
                }
            }
            files.addAll(state.stage());
            states.commit();
        }
        assertTrue(files.stream().mapToLong(StateFile::length).sum() > 2 << 20);
        assertTrue(files.stream().anyMatch(file -> file.kind() == StateFile.Kind.SNAPSHOT));
        return files;
    }

    @Test
    void severalThreadsRestoreWhatOneDoes() throws Exception {
        List<StateFile> files = writeLarge();
        OperatorStates alone = durable();
        alone.restore(60, files);
        OperatorStates crew = OperatorStates.durable(Serdes.builtIn(), storage, "test", 3);
        crew.restore(60, files);
        Map<Long, String> expected = StateBatch.contents(alone, LARGE, 1);
        Map<Long, String> restored = StateBatch.contents(crew, LARGE, 1);
        assertEquals(List.copyOf(expected.entrySet()), List.copyOf(restored.entrySet()), "in the same order");
        byte[] damaged = storage.bytes(files.get(files.size() - 1).object());
        damaged[damaged.length / 2]++;
        assertThrows(MillraceException.class, () -> crew.restore(60, files));
    }

    @Test
    void aFailureOfAnyThreadIsTheRestores() {
        List<StateFile> files = new ArrayList<>(writeLarge());
        for (int i = files.size() - 5; i < files.size(); i++) {
            byte[] damaged = storage.bytes(files.get(i).object());
            damaged[damaged.length / 2]++;
            files.set(i, named(files.get(i), damaged));
        }
        OperatorStates crew = OperatorStates.durable(Serdes.builtIn(), storage, "test", 3);
        MillraceException failed = assertThrows(MillraceException.class, () -> crew.restore(60, files));
        assertEquals(MillraceException.Kind.CORRUPT_DATA, failed.kind(), failed.getMessage());
    }

    /** What a task on an executor does: it reads no file that holds nothing of its key groups. */
    @Test
    void aRangeOfKeyGroupsIsRestoredAloneFromItsOwnFiles() throws Exception {
        List<StateFile> files = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            OperatorStates executor = durable();
            executor.restore(List.of(), KeyGroupRange.of(64, partition, 4));
            for (int batch = 1; batch <= 40; batch++) {
                executor.begin(batch, 1, 0);
                KeyedState<Long, String> state = executor.open(LARGE, partition, 4);
                for (long key = 0; key < 100; key++) {
                    int group = executor.keyGroup(key, 64);
                    if (KeyGroupRange.partitionOf(group, 64, 4) == partition) {
                        state.put(key, "in batch " + batch);
                    }
                }
                state.finish();
                files.addAll(executor.stage());
                executor.commit();
            }
        }
        storage.takeReads();
        KeyGroupRange second = KeyGroupRange.of(64, 1, 4);
        OperatorStates restored = durable();
        restored.restore(files, second);
        Set<String> own = new LinkedHashSet<>();
        for (StateFile file : files) {
            if (file.firstKeyGroup() >= second.first() && file.lastKeyGroup() < second.until()) {
                own.add(file.object());
            }
        }
        List<String> read = storage.takeReads();
        assertTrue(read.size() > 1 && own.containsAll(read), () -> "read " + read);
        restored.begin(41, 1, 0);
        KeyedState<Long, String> state = restored.open(LARGE, 1, 4);
        assertTrue(state.size() > 10);
        state.visitAll((key, value) -> {
            assertEquals("in batch 40", value);
            return value;
        });
        OperatorStates all = durable();
        all.restore(40, files);
        assertEquals(100, StateBatch.contents(all, LARGE, 3).size());
    }

    @Test
    void aDeltaThatIsTooLargeForOneFileIsSeveral() throws Exception {
        Serdes serdes = Serdes.builtIn();
        OperatorState state = new OperatorState("large", 64, new KeyGroupRange(0, 64), serdes, 1);
        for (int partition = 0; partition < 4; partition++) {
            KeyedState<Long, String> open = state.open(KeyGroupRange.of(64, partition, 4), true);
            for (long key = 0; key < 1_000; key++) {
                int group = KeyGroupRange.keyGroupOf(serdes.hash(key), 64);
                if (KeyGroupRange.partitionOf(group, 64, 4) == partition) {
                    open.put(key, "value " + key);
                }
            }
            open.finish();
        }
        DeltaWriter writer = new DeltaWriter(serdes, 7, 1, 0, 6_000);
        writer.add(state, state.changes());
        writer.createIn(storage);
        assertEquals(
                List.of("state/large/7.0.1.0", "state/large/7.16.1.0", "state/large/7.32.1.0", "state/large/7.48.1.0"),
                writer.files().stream().map(StateFile::object).toList());
        OperatorStates restored = durable();
        restored.restore(7, writer.files());
        assertEquals(1_000, StateBatch.contents(restored, LARGE, 1).size());
        ByteBuffer first = storage.read(writer.files().get(0).object());
        assertTrue(first.remaining() > 1_000);
    }
}
