package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of streams, in two batches: what it gives in each. That it means what RDDs' does is tested there. */
class DStreamTest {
    private final HandClock clock = new HandClock();
    private final Queue<RDD<String>> left = new ConcurrentLinkedQueue<>();
    private final Queue<RDD<String>> right = new ConcurrentLinkedQueue<>();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("operations")
                .master("local[2]")
                .batchInterval(Duration.ofSeconds(1))
                .clock(clock);
    }

    /** What a stream holds in the batches "a b a" and "c", each sorted; a batch of the other stream is "a x", then none. */
    private List<String> batches(Function<DStream<String>, DStream<?>> operation) {
        return batches((left, right) -> operation.apply(left));
    }

    private List<String> batches(
            java.util.function.BiFunction<DStream<String>, DStream<String>, DStream<?>> operation) {
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            DStream<?> result = operation.apply(ssc.queueStream(left), ssc.queueStream(right));
            collect(result, seen);
            left.add(ssc.parallelize(List.of("a", "b", "a"), 2));
            left.add(ssc.parallelize(List.of("c"), 2));
            right.add(ssc.parallelize(List.of("a", "x"), 2));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            driver.runBatch();
        }
        return seen;
    }

    private static <T> void collect(DStream<T> stream, List<String> seen) {
        stream.foreachRDD(rdd -> seen.add(
                rdd.collect().stream().map(String::valueOf).sorted().toList().toString()));
    }

    private static PairDStream<String, Integer> ones(DStream<String> stream) {
        return stream.mapToPair(word -> Pair.of(word, 1));
    }

    private static <T> Iterator<T> twice(T value) {
        return List.of(value, value).iterator();
    }

    @Test
    void recordByRecord() {
        assertEquals(List.of("[a!, a!, b!]", "[c!]"), batches(s -> s.map(word -> word + "!")));
        assertEquals(List.of("[a, a]", "[]"), batches(s -> s.filter("a"::equals)));
        assertEquals(List.of("[a, a, a, a, b, b]", "[c, c]"), batches(s -> s.flatMap(DStreamTest::twice)));
        assertEquals(List.of("[1, 1, 1]", "[1]"), batches(s -> s.<Integer>mapMulti((word, out) -> out.accept(1))));
        assertEquals(List.of("[(a,1), (a,1), (b,1)]", "[(c,1)]"), batches(s -> ones(s).toDStream()));
        assertEquals(
                List.of("[(a,1), (a,1), (a,1), (a,1), (b,1), (b,1)]", "[(c,1), (c,1)]"),
                batches(s -> s.flatMapToPair(word -> twice(Pair.of(word, 1))).toDStream()));
        assertEquals(
                List.of("[(1,a), (1,a), (1,b)]", "[(1,c)]"),
                batches(s -> s.keyBy(String::length).toDStream()));
    }

    @Test
    void partitionByPartition() {
        assertEquals(List.of("[[a], [b, a]]", "[[], [c]]"), batches(DStream::glom));
        assertEquals(
                List.of("[a, b]", "[c]"),
                batches(s -> s.mapPartitions(words -> words.hasNext()
                        ? List.of(words.next()).iterator()
                        : List.<String>of().iterator())));
        assertEquals(
                List.of("[[a, a, b]]", "[[c]]"),
                batches(s -> s.repartition(1)
                        .map(word -> word)
                        .glom()
                        .map(list -> list.stream().sorted().toList())));
        assertEquals(
                List.of("[(a,1), (b,1)]", "[(c,1)]"),
                batches(s -> s.mapPartitionsToPair(words -> words.hasNext()
                                ? List.of(Pair.of(words.next(), 1)).iterator()
                                : List.<Pair<String, Integer>>of().iterator())
                        .toDStream()));
    }

    @Test
    void allRecordsOfABatch() {
        assertEquals(List.of("[3]", "[1]"), batches(DStream::count));
        assertEquals(List.of("[0]", "[0]"), batches(s -> s.filter(word -> false).count()));
        assertEquals(List.of("[3]", "[1]"), batches(s -> s.map(word -> 1).reduce(Integer::sum)));
        assertEquals(List.of("[]", "[]"), batches(s -> s.filter(word -> false).reduce((one, other) -> one)));
        assertEquals(
                List.of("[(a,2), (b,1)]", "[(c,1)]"),
                batches(s -> s.countByValue().toDStream()));
        assertEquals(
                List.of("[(a,2), (b,1)]", "[(c,1)]"),
                batches(s -> s.countByValue(3).toDStream()));
        assertEquals(List.of("[a, a, a, b, x]", "[c]"), batches(DStream::union));
    }

    @Test
    void byKey() {
        assertEquals(
                List.of("[(a,2), (b,1)]", "[(c,1)]"),
                batches(s -> ones(s).reduceByKey(Integer::sum).toDStream()));
        assertEquals(
                List.of("[(a,2), (b,1)]", "[(c,1)]"),
                batches(s -> ones(s).reduceByKey(Integer::sum, 3).toDStream()));
        assertEquals(
                List.of("[(a,[1, 1]), (b,[1])]", "[(c,[1])]"),
                batches(s -> ones(s).groupByKey().toDStream()));
        assertEquals(
                List.of("[(a,2), (b,1)]", "[(c,1)]"),
                batches(s -> ones(s).combineByKey(one -> one, Integer::sum, Integer::sum)
                        .toDStream()));
        assertEquals(
                List.of("[(a,2), (a,2), (b,2)]", "[(c,2)]"),
                batches(s -> ones(s).mapValues(one -> one + 1).toDStream()));
        assertEquals(
                List.of("[(a,1), (a,1), (a,1), (a,1), (b,1), (b,1)]", "[(c,1), (c,1)]"),
                batches(s -> ones(s).flatMapValues(DStreamTest::twice).toDStream()));
    }

    @Test
    void twoStreamsByKey() {
        assertEquals(
                List.of("[(a,([1, 1],[1])), (b,([1],[])), (x,([],[1]))]", "[(c,([1],[]))]"),
                batches((l, r) -> ones(l).cogroup(ones(r)).toDStream()));
        assertEquals(
                List.of("[(a,(1,1)), (a,(1,1))]", "[]"),
                batches((l, r) -> ones(l).join(ones(r)).toDStream()));
        assertEquals(
                List.of(
                        "[(a,(1,Optional[1])), (a,(1,Optional[1])), (b,(1,Optional.empty))]",
                        "[(c,(1,Optional.empty))]"),
                batches((l, r) -> ones(l).leftOuterJoin(ones(r), 2).toDStream()));
        assertEquals(
                List.of("[(a,(Optional[1],1)), (a,(Optional[1],1)), (x,(Optional.empty,1))]", "[]"),
                batches((l, r) -> ones(l).rightOuterJoin(ones(r)).toDStream()));
        assertEquals(
                2, batches((l, r) -> ones(l).fullOuterJoin(ones(r)).toDStream()).size());
    }

    @Test
    void transformSeesEachBatchAndMayRunJobs() {
        assertEquals(
                List.of("[a 3, a 3, b 3]", "[c 1]"),
                batches(s -> s.transform(rdd -> {
                    long count = rdd.count();
                    return rdd.map(word -> word + " " + count);
                })));
        assertEquals(
                List.of("[a 1533118924000, a 1533118924000, b 1533118924000]", "[c 1533118925000]"),
                batches(s -> s.transform(
                        (RDD<String> rdd, Instant time) -> rdd.map(word -> word + " " + time.toEpochMilli()))));
        assertEquals(
                List.of("[a, a, a, b, x]", "[c]"),
                batches((l, r) -> l.transformWith(r, (one, other, time) -> one.union(other))));
        assertEquals(
                List.of("[(a,2), (b,1)]", "[(c,1)]"),
                batches(s -> s.transformToPair(
                                rdd -> rdd.mapToPair(word -> Pair.of(word, 1)).reduceByKey(Integer::sum))
                        .toDStream()));
    }

    @Test
    void whatStandsOnATransformIsMadeOnceABatch() {
        AtomicInteger calls = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            DStream<String> words = ssc.queueStream(left).transform(rdd -> {
                calls.incrementAndGet();
                return rdd.map(word -> word + "!");
            });
            PairDStream<String, Integer> states = ones(words)
                    .updateStateByKey((List<Integer> values, Optional<Integer> sum) ->
                            Optional.of(sum.orElse(0) + values.size()));
            collect(states.toDStream(), seen);
            collect(states.toDStream(), seen);
            collect(words.union(words), seen);
            left.add(ssc.parallelize(List.of("a")));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
        }
        assertEquals(1, calls.get());
        assertEquals(List.of("[(a!,1)]", "[(a!,1)]", "[a!, a!]"), seen);
    }

    @Test
    void aConstantRddCanBeJoinedToEachBatch() {
        RDD<Pair<String, String>> names = RDD.of(List.of(Pair.of("a", "Anna"), Pair.of("c", "Carl")), 1);
        assertEquals(
                List.of("[(a,(1,Anna)), (a,(1,Anna))]", "[(c,(1,Carl))]"),
                batches(s -> ones(s).transformToPair(rdd -> rdd.join(PairRDD.fromRDD(names)))
                        .toDStream()));
    }

    @Test
    void anRddThatIsTheSameInEveryBatchNeedsNone() {
        RDD<Integer> numbers = RDD.of(List.of(3, 1, 2, 3), 2);
        assertEquals(List.of(3, 1, 2, 3), numbers.collect());
        assertEquals(List.of(3), numbers.take(1));
        assertEquals(9, numbers.reduce(Integer::sum));
        assertEquals(List.of(1, 2, 3, 3), numbers.sortBy(n -> n, true, 2).collect());
        assertEquals(
                Map.of(1, 1, 2, 1, 3, 2),
                numbers.mapToPair(n -> Pair.of(n, 1)).reduceByKey(Integer::sum).collectAsMap());
        try (StreamingContext ssc = builder().build()) {
            RDD<String> template = ssc.queueStream(left).template();
            MillraceException e = assertThrows(MillraceException.class, template::count);
            assertTrue(String.valueOf(e.getMessage()).contains("count needs a batch"), e.getMessage());
        }
    }

    @Test
    void whatATransformThrowsNamesItAndTheBatch() {
        MillraceException e = assertThrows(
                MillraceException.class,
                () -> batches(s -> s.transform(rdd -> {
                    throw new IllegalStateException("no table");
                })));
        assertEquals(Kind.USER_CODE, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("transform at DStreamTest.java"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("no table"), e.getMessage());
    }

    /** It was computed of what the batch under way had read. */
    @Test
    void aTransformThatReturnsAnRddOfAnotherBatchIsRefused() {
        AtomicReference<RDD<String>> before = new AtomicReference<>();
        MillraceException e = assertThrows(
                MillraceException.class,
                () -> batches(s -> s.transform(rdd -> {
                    RDD<String> kept = before.getAndSet(rdd);
                    return kept == null ? rdd : kept;
                })));
        assertEquals(Kind.USER_CODE, e.kind());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("transform at DStreamTest.java"), message);
        assertTrue(message.contains("returned an RDD of another batch"), message);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without null checks do
    void aFunctionThatIsNullIsRefusedWhereItIsGiven() {
        try (StreamingContext ssc = builder().build()) {
            DStream<String> stream = ssc.queueStream(left);
            assertThrows(IllegalArgumentException.class, () -> stream.map(null));
            assertThrows(IllegalArgumentException.class, () -> stream.repartition(0));
            assertThrows(IllegalArgumentException.class, () -> stream.save(null));
        }
    }

    @Test
    void cachedRecordsAreComputedOnce() {
        AtomicInteger computed = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            DStream<Integer> numbers = ssc.queueStream(left)
                    .map(word -> computed.incrementAndGet())
                    .cache();
            collect(numbers, seen);
            collect(numbers, seen);
            left.add(ssc.parallelize(List.of("a"), 1));
            ssc.startByHand().runBatch();
        }
        assertEquals(List.of("[1]", "[1]"), seen);
    }

    @Test
    void stateBeginsWithWhatItIsGivenAndMayBePlaced() {
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            PairRDD<String, Integer> initial = PairRDD.fromRDD(ssc.parallelize(List.of(Pair.of("a", 10))));
            DStream<String> words = ssc.queueStream(left);
            collect(
                    ones(words)
                            .updateStateByKey(
                                    (List<Integer> values, Optional<Integer> sum) ->
                                            Optional.of(sum.orElse(0) + values.size()),
                                    initial)
                            .toDStream(),
                    seen);
            collect(
                    ones(words)
                            .updateStateByKey(
                                    (List<Integer> values, Optional<Integer> sum) ->
                                            Optional.of(sum.orElse(0) + values.size()),
                                    3)
                            .named("placed")
                            .toDStream()
                            .glom()
                            .count()
                            .map(partitions -> "partitions: " + partitions),
                    seen);
            left.add(ssc.parallelize(List.of("a", "b")));
            ssc.startByHand().runBatch();
        }
        assertEquals(List.of("[(a,11), (b,1)]", "[partitions: 3]"), seen);
    }

    @Test
    void printShowsDotsWhereThereIsMore() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (StreamingContext ssc = builder()
                .printStream(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .build()) {
            ssc.queueStream(left).print(2);
            left.add(ssc.parallelize(List.of("a", "b", "c"), 1));
            ssc.startByHand().runBatch();
        }
        assertTrue(printed.toString(StandardCharsets.UTF_8).endsWith("a\nb\n...\n\n"));
    }

    @Test
    void textFilesOfABatchHaveItsTimeInTheirName(@TempDir Path directory) throws Exception {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(left).saveAsTextFiles(directory.resolve("out").toString(), "txt");
            left.add(ssc.parallelize(List.of("a", "b"), 1));
            Files.createDirectories(directory.resolve("out-1533118924000.txt"));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            driver.runBatch();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(directory.resolve("out-1533118924000.txt")), files.toList());
        }
        assertEquals(List.of("a", "b"), Files.readAllLines(directory.resolve("out-1533118924000.txt/part-00000")));
    }

    @Test
    void queuesMayBeEmptiedAtOnceAndHaveADefault() {
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            collect(ssc.queueStream(left, false), seen);
            collect(ssc.queueStream(right, true, ssc.parallelize(List.of("default"))), seen);
            left.add(ssc.parallelize(List.of("a")));
            left.add(ssc.parallelize(List.of("b")));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
        }
        assertEquals(List.of("[a, b]", "[default]"), seen);
    }

    @Test
    void manyStreamsAreOne() {
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            DStream<String> one = ssc.queueStream(left);
            DStream<String> other = ssc.queueStream(right);
            collect(ssc.union(List.of(one, other, one)), seen);
            collect(ssc.transform(List.of(one, other), (rdds, time) -> RDD.of(List.of(rdds.size()), 1)), seen);
            left.add(ssc.parallelize(List.of("a")));
            right.add(ssc.parallelize(List.of("b")));
            ssc.startByHand().runBatch();
        }
        assertEquals(List.of("[a, a, b]", "[2]"), seen);
    }
}
