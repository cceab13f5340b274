package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What windowed streams show in each batch. What is expected without a remark is what Spark 4.1.0 gave for the same batches:
 * one record a word, a colon before its number.
 */
class WindowsTest {
    private static final String[] BATCHES = {"a:1 b:2", "a:3", "", "c:5", "", "", "", "", "a:1", "", "", ""};

    private final HandClock clock = new HandClock();
    private final Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();

    private static Duration s(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private StreamingContext context() {
        clock.set(Instant.ofEpochSecond(600_001)); // the batch before the first would be at a multiple of 2, 3 and 6 s
        return StreamingContext.builder()
                .appName("windows")
                .master("local[2]")
                .batchInterval(s(1))
                .clock(clock)
                .build();
    }

    private static PairDStream<String, Integer> pairs(DStream<String> words) {
        return words.mapToPair(word -> {
            String[] parts = word.split(":");
            return Pair.of(parts[0], Integer.parseInt(parts[1]));
        });
    }

    private static DStream<Integer> numbers(DStream<String> words) {
        return pairs(words).map(Pair::value);
    }

    /** A line for each batch in which an output of the stream runs: the batch's number, then its records, sorted. */
    private List<String> shown(BiFunction<DStream<String>, PairDStream<String, Integer>, DStream<?>> operation) {
        return shown(BATCHES, operation);
    }

    private List<String> shown(
            String[] batches, BiFunction<DStream<String>, PairDStream<String, Integer>, DStream<?>> operation) {
        List<String> shown = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            DStream<String> words = ssc.queueStream(queue);
            see(operation.apply(words, pairs(words)), shown);
            BatchDriver driver = ssc.startByHand();
            for (String batch : batches) {
                if (!batch.isEmpty()) {
                    queue.add(ssc.parallelize(List.of(batch.split(" ")), 2));
                }
                driver.runBatch();
            }
        }
        return shown;
    }

    private static <T> void see(DStream<T> stream, List<String> shown) {
        stream.foreachRDD((rdd, time) -> shown.add((time.getEpochSecond() - 600_000) + "="
                + rdd.collect().stream().map(String::valueOf).sorted().toList()));
    }

    private static List<String> lines(String lines) {
        return List.of(lines.strip().split("\\n"));
    }

    @Test
    void aWindowShowsTheRecordsOfItsBatchesAlsoWhileItFills() {
        List<String> expected = lines("""
                1=[a:1, b:2]
                2=[a:1, a:3, b:2]
                3=[a:1, a:3, b:2]
                4=[a:3, c:5]
                5=[c:5]
                6=[c:5]
                7=[]
                8=[]
                9=[a:1]
                10=[a:1]
                11=[a:1]
                12=[]
                """);
        assertEquals(expected, shown((words, pairs) -> words.window(s(3))));
        assertEquals(expected, shown((words, pairs) -> words.window(s(3), s(1))));
        assertEquals(
                expected.get(0).replace("a:1, b:2", "(a,1), (b,2)"),
                shown((words, pairs) -> pairs.window(s(3)).toDStream()).get(0));
    }

    @Test
    void outputsOfAWindowRunWhereItEnds() {
        assertEquals(
                List.of("2=[a:1, a:3, b:2]", "4=[a:3, c:5]", "6=[c:5]", "8=[]", "10=[a:1]", "12=[]"),
                shown((words, pairs) -> words.window(s(3), s(2))));
        assertEquals(List.of("3=[a:3]", "6=[]", "9=[a:1]", "12=[]"), shown((words, pairs) -> words.window(s(2), s(3))));
        assertEquals(
                List.of("2=[3]", "4=[2]", "6=[1]", "8=[0]", "10=[1]", "12=[0]"),
                shown((words, pairs) -> words.window(s(3), s(2)).count()));
        assertEquals(
                List.of("2=[a:1, a:3, b:2]", "4=[a:1, a:3, b:2, c:5]", "6=[c:5]", "8=[]", "10=[a:1]", "12=[a:1]"),
                shown((words, pairs) -> words.window(s(2), s(2)).window(s(4))));
    }

    @Test
    void valuesOfAKeyAreReduced() {
        List<String> expected = lines("""
                1=[(a,1), (b,2)]
                2=[(a,4), (b,2)]
                3=[(a,4), (b,2)]
                4=[(a,3), (c,5)]
                5=[(c,5)]
                6=[(c,5)]
                7=[]
                8=[]
                9=[(a,1)]
                10=[(a,1)]
                11=[(a,1)]
                12=[]
                """);
        assertEquals(
                expected,
                shown((words, pairs) ->
                        pairs.reduceByKeyAndWindow(Integer::sum, s(3)).toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) ->
                        pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(1), 3).toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(1), new HashPartitioner(2))
                        .toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.combineByKeyAndWindow(
                                value -> value, Integer::sum, Integer::sum, s(3), s(1))
                        .toDStream()));
        assertEquals(
                List.of("2=[(a,4), (b,2)]", "4=[(a,3), (c,5)]", "6=[(c,5)]", "8=[]", "10=[(a,1)]", "12=[]"),
                shown((words, pairs) ->
                        pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(2)).toDStream()));
    }

    @Test
    void withAnInverseKeysStayUnlessFiltered() {
        List<String> expected = lines("""
                1=[(a,1), (b,2)]
                2=[(a,4), (b,2)]
                3=[(a,4), (b,2)]
                4=[(a,3), (b,0), (c,5)]
                5=[(a,0), (b,0), (c,5)]
                6=[(a,0), (b,0), (c,5)]
                7=[(a,0), (b,0), (c,0)]
                8=[(a,0), (b,0), (c,0)]
                9=[(a,1), (b,0), (c,0)]
                10=[(a,1), (b,0), (c,0)]
                11=[(a,1), (b,0), (c,0)]
                12=[(a,0), (b,0), (c,0)]
                """);
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, s(3), s(1))
                        .toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.combineByKeyAndWindow(
                                value -> value, Integer::sum, Integer::sum, (all, gone) -> all - gone, s(3), s(1))
                        .toDStream()));
        List<String> filtered = expected.stream()
                .map(line -> line.replaceAll("\\(.,0\\)(, )?", "").replace(", ]", "]"))
                .toList();
        assertEquals(
                filtered,
                shown((words, pairs) -> pairs.reduceByKeyAndWindow(
                                Integer::sum, (all, gone) -> all - gone, s(3), s(1), 2, pair -> pair.value() != 0)
                        .toDStream()));
        assertEquals(
                lines("""
                        2=[(a,4), (b,2)]
                        4=[(a,3), (b,0), (c,5)]
                        6=[(a,0), (b,0), (c,5)]
                        8=[(a,0), (b,0), (c,0)]
                        10=[(a,1), (b,0), (c,0)]
                        12=[(a,0), (b,0), (c,0)]
                        """),
                shown((words, pairs) -> pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, s(3), s(2))
                        .toDStream()));
    }

    /** Spark reports values that are in no window, and stops when panes of a key leave that its filter has dropped. */
    @Test
    void withAnInverseWindowsMayHaveGapsAndFiltersMayDropKeysEarly() {
        assertEquals(
                List.of("3=[(a,3)]", "6=[(a,0)]", "9=[(a,1)]", "12=[(a,0)]"),
                shown((words, pairs) -> pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, s(2), s(3))
                        .toDStream()));
        assertEquals(
                List.of("1=[]", "2=[]", "3=[]", "4=[(c,5)]", "5=[(c,5)]", "6=[(c,5)]", "7=[]"),
                shown((words, pairs) -> pairs.reduceByKeyAndWindow(
                                        Integer::sum,
                                        (all, gone) -> all - gone,
                                        s(3),
                                        s(1),
                                        new HashPartitioner(2),
                                        pair -> pair.value() > 4)
                                .toDStream())
                        .subList(0, 7));
    }

    @Test
    void valuesOfAKeyAreGrouped() {
        List<String> expected = lines("""
                1=[(a,[1]), (b,[2])]
                2=[(a,[1, 3]), (b,[2])]
                3=[(a,[1, 3]), (b,[2])]
                4=[(a,[3]), (c,[5])]
                5=[(c,[5])]
                6=[(c,[5])]
                7=[]
                8=[]
                9=[(a,[1])]
                10=[(a,[1])]
                11=[(a,[1])]
                12=[]
                """);
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.groupByKeyAndWindow(s(3)).toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.groupByKeyAndWindow(s(3), s(1)).toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.groupByKeyAndWindow(s(3), s(1), 3).toDStream()));
        assertEquals(
                expected,
                shown((words, pairs) -> pairs.groupByKeyAndWindow(s(3), s(1), new HashPartitioner(2))
                        .toDStream()));
    }

    @Test
    void allRecordsAreReducedAndCounted() {
        List<String> sums = List.of(
                "1=[3]", "2=[6]", "3=[6]", "4=[8]", "5=[5]", "6=[5]", "7=[]", "8=[]", "9=[1]", "10=[1]", "11=[1]",
                "12=[]");
        assertEquals(sums, shown((words, pairs) -> numbers(words).reduceByWindow(Integer::sum, s(3), s(1))));
        assertEquals(
                sums.stream().map(line -> line.replace("[]", "[0]")).toList(),
                shown((words, pairs) ->
                        numbers(words).reduceByWindow(Integer::sum, (all, gone) -> all - gone, s(3), s(1))));
        assertEquals(
                List.of(
                        "1=[2]", "2=[3]", "3=[3]", "4=[2]", "5=[1]", "6=[1]", "7=[0]", "8=[0]", "9=[1]", "10=[1]",
                        "11=[1]", "12=[0]"),
                shown((words, pairs) -> words.countByWindow(s(3), s(1))));
        assertEquals(
                List.of("1=[]", "2=[]", "3=[1]", "4=[1]", "5=[1]", "6=[0]", "7=[0]"),
                shown(new String[] {"", "", "a:1", "", "", "", ""}, (words, pairs) -> words.countByWindow(s(3), s(1))));
        assertEquals(
                List.of("1=[(2,1)]", "2=[(3,1)]"),
                shown(
                        new String[] {"a:1 b:2", "a:3"},
                        (words, pairs) ->
                                pairs.countByWindow(s(3), s(1)).countByValue().toDStream()));
    }

    @Test
    void howOftenEachRecordIsThereIsCounted() {
        List<String> expected = List.of(
                "1=[(a:1,1), (b:2,1)]",
                "2=[(a:1,1), (a:3,1), (b:2,1)]",
                "3=[(a:1,1), (a:3,1), (b:2,1)]",
                "4=[(a:3,1), (c:5,1)]",
                "5=[(c:5,1)]",
                "6=[(c:5,1)]",
                "7=[]");
        assertEquals(
                expected,
                shown((words, pairs) -> words.countByValueAndWindow(s(3), s(1)).toDStream())
                        .subList(0, 7));
        assertEquals(
                expected,
                shown((words, pairs) ->
                                words.countByValueAndWindow(s(3), s(1), 3).toDStream())
                        .subList(0, 7));
    }

    @Test
    void whatFollowsAWindowHasItsSlide() {
        assertEquals(
                List.of("2=[(a,2)]", "4=[(a,3)]", "6=[(a,3)]"),
                shown(
                        new String[] {"a:1", "a:1", "", "a:1", "", ""},
                        (words, pairs) -> pairs.window(s(2), s(2))
                                .updateStateByKey((List<Integer> values, Optional<Integer> all) ->
                                        Optional.of(all.orElse(0) + values.size()))
                                .toDStream()));
        List<String> calls = new ArrayList<>();
        assertEquals(
                List.of("2=[a:1, a:1]", "4=[a:1]"),
                shown(
                        new String[] {"a:1", "a:1", "", "a:1", ""},
                        (words, pairs) -> words.window(s(2), s(2)).transform((rdd, time) -> {
                            calls.add("call");
                            return rdd;
                        })));
        assertEquals(2, calls.size(), "functions of RDDs are called where the window ends");
    }

    /** How many batches do something, of one with a record and eleven without. */
    private long batchesDone(BiFunction<DStream<String>, PairDStream<String, Integer>, DStream<?>> operation) {
        try (StreamingContext ssc = context()) {
            DStream<String> words = ssc.queueStream(queue);
            see(operation.apply(words, pairs(words)), new ArrayList<>());
            queue.add(ssc.parallelize(List.of("a:1"), 1));
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < 12; i++) {
                driver.runBatch();
            }
            assertEquals(12, ssc.status().batchesDone() + ssc.status().idleBatches());
            return ssc.status().batchesDone();
        }
    }

    @Test
    void batchesAreIdleOnceTheLastWindowIsEmpty() {
        assertEquals(4, batchesDone((words, pairs) -> words.window(s(3))));
        assertEquals(
                4,
                batchesDone((words, pairs) ->
                        pairs.reduceByKeyAndWindow(Integer::sum, s(3)).toDStream()));
        assertEquals(
                4,
                batchesDone((words, pairs) ->
                        words.countByValueAndWindow(s(3), s(1)).toDStream()));
        assertEquals(3, batchesDone((words, pairs) -> words.window(s(3), s(2))), "1, 2 and 4");
        assertEquals(12, batchesDone((words, pairs) -> words.countByWindow(s(3), s(1))), "it goes on showing 0");
        assertEquals(
                4,
                batchesDone((words, pairs) -> pairs.reduceByKeyAndWindow(
                                Integer::sum, (all, gone) -> all - gone, s(3), s(1), 2, pair -> pair.value() > 0)
                        .toDStream()),
                "no key is left");
        assertEquals(
                2,
                batchesDone((words, pairs) -> pairs.updateStateByKey((List<Integer> values, Optional<Integer> before) ->
                                before.isPresent() ? Optional.<Integer>empty() : Optional.of(1))
                        .toDStream()),
                "no key is left");
    }

    private static String refused(Supplier<Object> call) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, call::get).getMessage());
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without null checks do
    void wrongTimesAreRefusedWhereTheyAreGiven() {
        Duration odd = Duration.ofMillis(1_250);
        try (StreamingContext ssc = context()) {
            DStream<String> words = ssc.queueStream(queue);
            PairDStream<String, Integer> pairs = pairs(words);
            assertTrue(refused(() -> words.window(odd)).contains("window of window is PT1.25S"));
            assertTrue(refused(() -> words.window(odd)).contains("take PT2S or PT1S"));
            assertTrue(refused(() -> words.window(s(2), odd)).contains("slide of window is PT1.25S"));
            assertTrue(refused(() -> pairs.reduceByKeyAndWindow(Integer::sum, Duration.ofMillis(250)))
                    .contains("take PT1S"));
            refused(() -> pairs.reduceByKeyAndWindow(Integer::sum, Integer::sum, odd, s(1)));
            refused(() -> pairs.reduceByKeyAndWindow(Integer::sum, Integer::sum, s(2), odd));
            refused(() -> pairs.groupByKeyAndWindow(odd));
            refused(() -> words.countByWindow(s(-1), s(1)));
            refused(() -> words.window(s(0)));
            refused(() -> words.window(s(1), s(0)));
            refused(() -> words.window(s(2), s(2)).window(s(3), s(2)));
            refused(() -> words.window(s(2), s(2)).window(s(4), s(1)));
            assertTrue(refused(() -> words.window(s(2), s(2)).union(words)).contains("different slides"));
            refused(() -> pairs.window(s(2), s(2)).join(pairs));
            refused(() -> words.window(null));
            refused(() -> pairs.reduceByKeyAndWindow(null, s(1)));
            refused(() -> pairs.reduceByKeyAndWindow(Integer::sum, null, s(1), s(1)));
            words.print();
            ssc.startByHand();
            assertThrows(MillraceException.class, () -> words.window(s(2)));
        }
    }

    /** Batches 3 and 4 never are, so the window that ends at 4 is shown in batch 5, without what batch 5 brought. */
    @Test
    void aWindowWhoseEndNoBatchHasIsShownInTheNextOne() {
        List<String> shown = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            DStream<String> words = ssc.queueStream(queue);
            PairDStream<String, Integer> pairs = pairs(words);
            see(pairs.reduceByKeyAndWindow(Integer::sum, s(4), s(2)).toDStream(), shown);
            see(
                    pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, s(4), s(2))
                            .toDStream(),
                    shown);
            see(pairs.groupByKeyAndWindow(s(4), s(2)).toDStream(), shown);
            BatchDriver driver = ssc.startByHand();
            for (String batch : List.of("a:1", "a:2", "skip", "a:4", "a:8", "a:16")) {
                if (batch.equals("skip")) {
                    clock.advance(s(4));
                } else {
                    queue.add(ssc.parallelize(List.of(batch), 1));
                    driver.runBatch();
                }
            }
        }
        assertEquals(
                List.of(
                        "2=[(a,3)]",
                        "2=[(a,3)]",
                        "2=[(a,[1, 2])]",
                        "5=[(a,3)]",
                        "5=[(a,3)]",
                        "5=[(a,[1, 2])]",
                        "6=[(a,12)]",
                        "6=[(a,12)]",
                        "6=[(a,[4, 8])]"),
                shown);
    }
}
