package dev.millrace.serde;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Joined;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.Serde;
import dev.millrace.SerdeInput;
import dev.millrace.SerdeOutput;
import dev.millrace.window.PaneChange;
import dev.millrace.window.PaneState;
import dev.millrace.window.PaneState.Pane;
import dev.millrace.window.PaneState.Total;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerdesTest {
    private static final Serdes SERDES = Serdes.builtIn();

    record Click(String user, int count, List<String> pages) {}

    record Evolved(String user, long added, @Nullable String alsoAdded) {}

    static final class Point {
        final int x;

        Point(int x) {
            this.x = x;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Point point && point.x == x;
        }

        @Override
        public int hashCode() {
            return x;
        }
    }

    static final class PointSerde implements Serde<Point> {
        @Override
        public String typeId() {
            return "point-1";
        }

        @Override
        public void write(Point value, SerdeOutput out) {
            out.writeVarInt(value.x);
        }

        @Override
        public Point read(SerdeInput in) {
            return new Point(in.readVarInt());
        }
    }

    private static byte[] write(Serdes serdes, Object value) {
        WrittenTypes types = new WrittenTypes();
        ByteOutput out = new ByteOutput(serdes, types, 16);
        out.writeValue(value);
        ByteOutput table = new ByteOutput(serdes, types, 16);
        types.write(table);
        table.writeBytes(out.toBytes());
        return table.toBytes();
    }

    private static Object read(Serdes serdes, byte[] bytes) {
        ByteInput head = new ByteInput(bytes, "test", StoredTypes.none());
        StoredTypes types = StoredTypes.read(head, serdes);
        ByteInput in = new ByteInput(bytes, 0, head.position(), bytes.length, "test", types);
        Object value = requireNonNull(in.readValue());
        assertEquals(0, in.remaining());
        ByteInput again = new ByteInput(bytes, 0, head.position(), bytes.length, "test", types);
        again.skipValue();
        assertEquals(0, again.remaining(), "what is skipped is as long as what is read");
        return value;
    }

    @Test
    void panesOfWindowsComeBackWithTheirTotals() {
        Total total = new Total(7L, -5_000_000_000L, 1_600_000_000_000_000_000L);
        List<Pane> panes = List.of(
                new Pane(-3, null), new Pane(1_600_000_000_000_000_000L, 4L), new Pane(Long.MAX_VALUE / 2, List.of()));
        for (PaneState state : List.of(PaneState.of(panes, -17, null), PaneState.of(panes, 0, total))) {
            PaneState read = (PaneState) read(Serdes.builtIn(), write(Serdes.builtIn(), state));
            assertEquals(state.panes(), read.panes());
            assertEquals(state.total(), read.total());
            assertEquals(state.phase(), read.phase());
        }
        for (PaneChange change : List.of(
                new PaneChange(null, total), new PaneChange(panes.get(1), null), new PaneChange(panes.get(0), total))) {
            assertEquals(change, read(Serdes.builtIn(), write(Serdes.builtIn(), change)));
        }
    }

    private static void assertThat(MillraceException refused, String message) {
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused::getMessage);
    }

    private static List<Object> samples() {
        return List.of(
                "",
                "word",
                "Größe \uD83D\uDE00 \uD800",
                true,
                (byte) -1,
                (short) -300,
                'x',
                1,
                -1,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                Double.NaN,
                BigInteger.valueOf(-7).pow(30),
                new BigDecimal("-12.340"),
                Instant.parse("2026-11-21T00:00:00.123456789Z"),
                Duration.ofSeconds(-3, 7),
                LocalDate.of(-7, 2, 28),
                LocalTime.MAX,
                LocalDateTime.of(2026, 11, 26, 16, 0, 1, 2),
                new UUID(1, -2),
                Optional.empty(),
                Optional.of("x"),
                Pair.of("k", 1L),
                new Joined<>(1, List.of("y")),
                List.of(1, "two", 3.0),
                new ArrayList<>(Arrays.asList("a", null)),
                Set.of("one"),
                new TreeSet<>(List.of(3, 1, 2)),
                Map.of("k", List.of(1)),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                DayOfWeek.FRIDAY,
                new Click("ann", 3, List.of("/", "/x")));
    }

    @Test
    void everyBuiltInTypeIsReadBackEqual() {
        for (Object value : samples()) {
            assertEquals(
                    value,
                    read(SERDES, write(SERDES, value)),
                    () -> value.getClass().getName());
        }
        assertEquals(List.of(1, 2), List.copyOf((ArrayDeque<?>)
                read(SERDES, write(SERDES, new ArrayDeque<>(List.of(1, 2))))));
    }

    @Test
    @SuppressWarnings("JdkObsolete") // it is one of those that are kept
    void theCommonCollectionsKeepTheirClassAndTheirOrder() {
        List<Collection<Integer>> collections = List.of(
                new ArrayList<>(),
                new LinkedList<>(),
                new ArrayDeque<>(),
                new PriorityQueue<>(),
                new HashSet<>(),
                new LinkedHashSet<>(),
                new TreeSet<>());
        for (Collection<Integer> collection : collections) {
            for (int i = 0; i < 20; i++) {
                collection.add(i * 7 % 20);
            }
            Collection<?> read = (Collection<?>) read(SERDES, write(SERDES, collection));
            assertSame(collection.getClass(), read.getClass());
            assertEquals(List.copyOf(collection), List.copyOf(read));
        }
        for (Map<Integer, Integer> map :
                List.<Map<Integer, Integer>>of(new HashMap<>(), new LinkedHashMap<>(), new TreeMap<>())) {
            for (int i = 0; i < 20; i++) {
                map.put(i * 7 % 20, i);
            }
            Map<?, ?> read = (Map<?, ?>) read(SERDES, write(SERDES, map));
            assertSame(map.getClass(), read.getClass());
            assertEquals(List.copyOf(map.entrySet()), List.copyOf(read.entrySet()));
        }
    }

    @Test
    void collectionsWithoutANameComeBackAsTheCommonOneThatIsEqual() {
        Map<Object, Class<?>> expected = Map.of(
                List.of(1, 2), ArrayList.class,
                Arrays.asList(3, 4), ArrayList.class,
                Collections.unmodifiableList(new ArrayList<>(List.of(5))), ArrayList.class,
                new ArrayList<>(List.of(6, 7)).subList(1, 2), ArrayList.class,
                Set.of(8, 9), LinkedHashSet.class,
                Collections.unmodifiableSortedSet(new TreeSet<>(List.of(1))), TreeSet.class,
                Map.of(1, 2, 3, 4), LinkedHashMap.class,
                new TreeMap<>(Map.of(1, 2, 3, 4)).headMap(2), TreeMap.class,
                Collections.emptyMap(), LinkedHashMap.class);
        expected.forEach((value, type) -> {
            Object read = read(SERDES, write(SERDES, value));
            assertSame(type, read.getClass(), () -> value.getClass().getName());
            assertEquals(value, read);
        });
    }

    @Test
    void collectionsThatWouldComeBackAsAnotherClassAreRefused() {
        List<Object> others = List.of(
                new CopyOnWriteArrayList<>(),
                EnumSet.noneOf(DayOfWeek.class),
                new EnumMap<>(DayOfWeek.class),
                new ConcurrentHashMap<>(),
                new HashMap<>(Map.of(1, 2)).values(),
                new PriorityQueue<>(Comparator.<Integer>reverseOrder()),
                new TreeMap<Integer, Integer>(Comparator.reverseOrder()));
        for (Object value : others) {
            MillraceException refused = assertThrows(MillraceException.class, () -> write(SERDES, value));
            assertEquals(MillraceException.Kind.USER_CODE, refused.kind());
            assertThat(refused, "can't be written, because");
        }
    }

    @Test
    void anArrayAsAValueIsToldWhatToUseInstead() {
        MillraceException refused = assertThrows(MillraceException.class, () -> write(SERDES, new int[][] {{1}}));
        assertThat(refused, "values of int[][] can't be written; use a List");
    }

    @Test
    void whatNobodyCanWriteCountsAsMutable() {
        assertFalse(SERDES.isImmutable(new Point(1)));
        assertFalse(SERDES.isImmutable(new Object[0]));
        assertFalse(SERDES.isImmutable(new CopyOnWriteArrayList<>()));
        assertFalse(SERDES.isSame(new Point(1), new Point(1)));
    }

    @Test
    void onlyWhatIsWrittenAlikeAndNeverChangesIsTheSame() {
        List<Object> immutable = new ArrayList<>();
        for (Object sample : samples()) {
            Object copy = read(SERDES, write(SERDES, sample));
            if (SERDES.isImmutable(sample)) {
                immutable.add(sample);
                assertTrue(SERDES.isSame(sample, copy), () -> "the same: " + sample);
            } else {
                assertFalse(SERDES.isSame(sample, copy), () -> "may change: " + sample);
                assertFalse(SERDES.isSame(sample, sample), () -> "may change: " + sample);
            }
        }
        for (int i = 0; i < immutable.size(); i++) {
            for (int j = 0; j < immutable.size(); j++) {
                assertEquals(i == j, SERDES.isSame(immutable.get(i), immutable.get(j)), "samples " + i + " and " + j);
            }
        }
        assertFalse(SERDES.isSame(null, 1));
        assertFalse(SERDES.isSame(0.0, -0.0));
        assertTrue(SERDES.isSame(Double.NaN, 0.0 / 0.0));
    }

    @Test
    void theBytesArePinned() {
        assertEquals("000b04776f7264", HexFormat.of().formatHex(write(SERDES, "word")));
        assertEquals("0014" + "0b016b" + "0802", HexFormat.of().formatHex(write(SERDES, Pair.of("k", 1L))));
        assertEquals("0016020702" + "01", HexFormat.of().formatHex(write(SERDES, Arrays.asList(1, null))));
        assertEquals(
                "0101" + "136a6176612e74696d652e4461794f665765656b" + "0106465249444159" + "40",
                HexFormat.of().formatHex(write(SERDES, DayOfWeek.FRIDAY)));
    }

    /** The bytes and the hash of each of {@link #samples()}: they are in checkpoints. */
    private static final String GOLDEN_SAMPLES = """
            000b00 0
            000b04776f7264 632955102
            000b104772c3b6c39f6520f09f988020eda080 1091509425
            0003 1364076727
            0004ff 1689612811
            0005d704 841918447
            000678 1565684389
            000702 -1269383940
            000701 1689612811
            0007ffffffff0f -993384684
            0008feffffffffffffffff01 -1413923344
            00093fc00000 -2007118713
            000a7ff8000000000000 -493856417
            000c0b12a4e415e1e1b36ff883d1 -519062780
            000d0602cfcc -1432975252
            000f80fc86b00d959aef3a -1155668111
            00100507 53401394
            0020d39158 1935185744
            0021ffffbb8ac9d213 -2083692172
            0022dec402829493b9b48c0d -140167066
            00110000000000000001fffffffffffffffe -529697069
            0012 131345098
            00130b0178 -1772436492
            00140b016b0802 -1798676082
            0015070216010b0179 924105358
            00160307020b0374776f0a4008000000000000 2110270255
            0016020b016101 1427105117
            0019010b036f6e65 -143966556
            001a03070207040706 269089062
            001c010b016b16010702 8014129
            001d020b016107040b01620702 -818803665
            0101136a6176612e74696d652e4461794f665765656b010646524944415940 1525055518
            0100236465762e6d696c6c726163652e73657264652e5365726465735465737424436c69636b03047573657205636f756e74057061676573400b03616e6e070616020b012f0b022f78 -393597745
            """;

    @Test
    void theBytesAndTheHashOfEveryTypeArePinned() {
        StringBuilder samples = new StringBuilder();
        for (Object sample : samples()) {
            samples.append(HexFormat.of().formatHex(write(SERDES, sample)))
                    .append(' ')
                    .append(SERDES.hash(sample))
                    .append('\n');
        }
        assertEquals(GOLDEN_SAMPLES, samples.toString());
    }

    @Test
    void keyHashesArePinnedBecauseKeyGroupsDependOnThem() {
        assertEquals(SERDES.hash(7), SERDES.hash(7L), "numbers of integer types hash by value");
        assertEquals(Hashes.mix("word".hashCode()), SERDES.hash("word"));
        List<Integer> hashes = List.of(
                SERDES.hash("word"), SERDES.hash(42L), SERDES.hash(DayOfWeek.FRIDAY), SERDES.hash(List.of("a", 1)));
        assertEquals(List.of(GOLDEN_WORD, GOLDEN_42, GOLDEN_FRIDAY, GOLDEN_LIST), hashes);
        assertEquals(SERDES.hash(new Click("a", 1, List.of())), SERDES.hash(new Click("a", 1, new ArrayList<>())));
        assertNotEquals(SERDES.hash(new Click("a", 1, List.of())), SERDES.hash(new Click("a", 2, List.of())));
    }

    private static final int GOLDEN_WORD = 632955102;
    private static final int GOLDEN_42 = -2130151072;
    private static final int GOLDEN_FRIDAY = 1525055518;
    private static final int GOLDEN_LIST = 1458924135;

    @Test
    void arraysAreRefusedAsKeys() {
        assertThat(
                assertThrows(MillraceException.class, () -> SERDES.hash(new byte[1])),
                "use a List, a String or a record");
        assertThrows(MillraceException.class, () -> SERDES.hash(Pair.of(new byte[1], 1)));
        assertThrows(MillraceException.class, () -> SERDES.hash(new int[1]));
        assertThrows(MillraceException.class, () -> SERDES.withinThisJvm().hash(new int[1]));
    }

    @Test
    void queuesAreRefusedAsKeysBecauseTheyArentEqualToTheirCopies() {
        assertThat(assertThrows(MillraceException.class, () -> SERDES.hash(new ArrayDeque<>())), "can't be a key");
        assertThat(assertThrows(MillraceException.class, () -> SERDES.hash(new PriorityQueue<>())), "can't be a key");
    }

    @Test
    @SuppressWarnings("JdkObsolete") // a key may be one
    void equalKeysOfDifferentClassesHashAlike() {
        for (Serdes serdes : List.of(SERDES, SERDES.withinThisJvm())) {
            assertEquals(serdes.hash(List.of(1, "a")), serdes.hash(new LinkedList<>(List.of(1, "a"))));
            assertEquals(serdes.hash(Set.of(1, 2)), serdes.hash(new TreeSet<>(List.of(1, 2))));
            assertEquals(serdes.hash(Map.of(1, 2)), serdes.hash(new TreeMap<>(Map.of(1, 2))));
        }
        Serdes within = SERDES.withinThisJvm();
        assertEquals(within.hash(List.of(1, 2)), within.hash(new CopyOnWriteArrayList<>(List.of(1, 2))));
        assertEquals(within.hash(new Point(3)), within.hash(new Point(3)));
    }

    @Test
    void anUnknownClassNamesTheCallToAdd() {
        MillraceException refused = assertThrows(MillraceException.class, () -> write(SERDES, new Point(1)));
        assertThat(refused, "registerSerde(" + Point.class.getName() + ".class");
    }

    @Test
    void aRegisteredSerdeIsUsedAndItsIdIsChecked() {
        Serdes serdes = Serdes.with(Map.of(Point.class, new PointSerde()));
        byte[] bytes = write(serdes, List.of(new Point(3), new Point(300)));
        assertEquals(List.of(new Point(3), new Point(300)), read(serdes, bytes));
        assertEquals(serdes.hash(new Point(5)), serdes.hash(new Point(5)));
        assertThrows(MillraceException.class, () -> read(SERDES, bytes));
    }

    @Test
    void textsAndLongsHaveNoOtherSerde() {
        for (Class<?> type : List.<Class<?>>of(String.class, Long.class)) {
            MillraceException refused =
                    assertThrows(MillraceException.class, () -> Serdes.with(Map.of(type, new PointSerde())));
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
        }
    }

    @Test
    void aRecordWithOtherComponentsTakesWhatThereIs() {
        ByteOutput out = new ByteOutput(SERDES, new WrittenTypes(), 16);
        out.writeVarInt(1);
        new DescribedType(DescribedType.Form.FIELDS, Evolved.class.getName(), List.of("dropped", "user")).write(out);
        out.writeVarInt(Tag.FIRST_TYPE);
        out.writeValue(List.of("gone", new UUID(1, 2)));
        out.writeValue("ann");
        assertEquals(new Evolved("ann", 0, null), read(SERDES, out.toBytes()));
    }

    @Test
    void aComponentThatChangedItsTypeIsNamed() {
        ByteOutput out = new ByteOutput(SERDES, new WrittenTypes(), 16);
        out.writeVarInt(1);
        new DescribedType(DescribedType.Form.FIELDS, Evolved.class.getName(), List.of("user", "added")).write(out);
        out.writeVarInt(Tag.FIRST_TYPE);
        out.writeValue("ann");
        out.writeValue("seven");
        byte[] written = out.toBytes();
        MillraceException e = assertThrows(MillraceException.class, () -> read(SERDES, written));
        assertThat(e, "component 'added' is long now and was stored as java.lang.String");
    }

    @Test
    void immutableMeansThatNothingInsideCanChange() {
        assertTrue(SERDES.isImmutable(Pair.of("k", 1)));
        assertTrue(SERDES.isImmutable(new Evolved("a", 1, "b")));
        assertFalse(SERDES.isImmutable(new Click("a", 1, new ArrayList<>())));
        assertFalse(SERDES.isImmutable(new byte[1]));
    }

    @Test
    void aValueThatHoldsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThrows(MillraceException.class, () -> write(SERDES, list));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void damagedBytesAreReportedAndNothingElseHappens(long seed) {
        Random random = new Random(seed);
        for (Object sample : samples()) {
            byte[] bytes = write(SERDES, sample);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                for (int flips = random.nextInt(3); flips > 0 && damaged.length > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    read(SERDES, damaged);
                } catch (MillraceException | AssertionError | NullPointerException expected) {
                    // Reported, or other values were read: what a checksum is for.
                }
            }
        }
    }
}
