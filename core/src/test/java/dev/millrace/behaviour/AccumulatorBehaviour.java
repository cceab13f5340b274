package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Accumulator;
import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.DoubleAccumulator;
import dev.millrace.LongAccumulator;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.function.VoidFunction;
import dev.millrace.function.VoidFunction2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What functions add counts once for each batch that is done and each partition, however often they are called. */
abstract class AccumulatorBehaviour {
    private static final List<Integer> NUMBERS = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    private StreamingContext context() {
        return builder()
                .appName("accumulators")
                .batchInterval(Duration.ofMillis(100))
                .build();
    }

    /** Declares streams and outputs over numbers in three partitions. */
    private interface Declaration extends VoidFunction2<StreamingContext, DStream<Integer>> {}

    /** Runs so many batches of the numbers, and one that has none. */
    private static void run(StreamingContext ssc, int batches, Declaration program) {
        Queue<RDD<Integer>> queue = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < batches; i++) {
            queue.add(ssc.parallelize(NUMBERS, 3));
        }
        try {
            program.call(ssc, ssc.queueStream(queue));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        BatchDriver driver = ssc.startByHand();
        for (int i = 0; i <= batches; i++) {
            driver.runBatch();
        }
    }

    private static <T> T counted(LongAccumulator calls, T value) {
        calls.add(1);
        return value;
    }

    /** Also in the batch that has no records. */
    private static <T> VoidFunction<RDD<T>> counting() {
        return rdd -> assertTrue(rdd.count() >= 0);
    }

    @Test
    void aStreamThatIsReadSeveralTimesCountsOnce() {
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            run(ssc, 2, (context, numbers) -> {
                DStream<Integer> mapped = numbers.map(n -> counted(calls, n));
                mapped.foreachRDD(rdd -> {
                    if (!rdd.isEmpty()) {
                        assertEquals(10, rdd.count());
                        assertEquals(10, rdd.collect().size());
                        assertEquals(4, rdd.take(4).size());
                    }
                });
                mapped.filter(n -> n > 5).foreachRDD(counting());
                mapped.mapToPair(n -> Pair.of(n % 2, n))
                        .reduceByKey(Integer::sum)
                        .toDStream()
                        .foreachRDD(counting());
            });
            assertEquals(20, calls.value());
        }
    }

    @Test
    void eachOperatorCountsByItself() {
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            run(ssc, 1, (context, numbers) -> {
                DStream<Integer> twice = numbers.map(n -> counted(calls, n))
                        .filter(n -> counted(calls, true))
                        .map(n -> counted(calls, n));
                twice.foreachRDD(counting());
                twice.union(twice).foreachRDD(counting());
                numbers.map(n -> counted(calls, n)).foreachRDD(counting());
            });
            assertEquals(40, calls.value());
        }
    }

    @Test
    void everyKindOfOperatorAdds() {
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            run(
                    ssc,
                    1,
                    (context, numbers) -> numbers.flatMap(n -> adding(calls, List.of(n, n)))
                            .<Integer>mapMulti((n, out) -> out.accept(counted(calls, n)))
                            .mapPartitions(records -> adding(calls, listOf(records)))
                            .keyBy(n -> counted(calls, n))
                            .mapValues(n -> counted(calls, n))
                            .flatMapValues(n -> adding(calls, List.of(n)))
                            .toDStream()
                            .repartition(2)
                            .mapToPair(pair -> counted(calls, pair))
                            .toDStream()
                            .foreachRDD(rdd -> {
                                rdd.foreach(pair -> counted(calls, pair));
                                rdd.foreachPartition(pairs -> pairs.forEachRemaining(pair -> counted(calls, pair)));
                            }));
            assertEquals(9 * 20, calls.value());
        }
    }

    private static <T> List<T> listOf(Iterator<T> records) {
        List<T> list = new ArrayList<>();
        records.forEachRemaining(list::add);
        return list;
    }

    /** An iterator that adds while it is pulled. */
    private static <T> Iterator<T> adding(LongAccumulator calls, List<T> values) {
        return values.stream().map(value -> counted(calls, value)).iterator();
    }

    @Test
    void functionsBehindAnExchangeCountOnceHoweverManyReadIt() {
        try (StreamingContext ssc = context()) {
            LongAccumulator created = ssc.longAccumulator("created");
            LongAccumulator merged = ssc.longAccumulator("merged");
            run(ssc, 1, (context, numbers) -> {
                DStream<Pair<Integer, List<Integer>>> lists = numbers.mapToPair(n -> Pair.of(n % 2, n))
                        .combineByKey(
                                n -> counted(created, List.of(n)),
                                (list, n) -> both(list, List.of(n)),
                                (one, other) -> counted(merged, both(one, other)))
                        .toDStream();
                lists.foreachRDD(counting());
                lists.map(Pair::key).foreachRDD(counting());
            });
            assertEquals(6, created.value(), "two keys in each of three partitions");
            assertEquals(4, merged.value());
        }
    }

    private static List<Integer> both(List<Integer> one, List<Integer> other) {
        List<Integer> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    @Test
    void stateFunctionsAdd() {
        try (StreamingContext ssc = context()) {
            LongAccumulator keys = ssc.longAccumulator("keys");
            run(ssc, 2, (context, numbers) -> {
                DStream<Pair<Integer, Integer>> totals = numbers.mapToPair(n -> Pair.of(n % 5, n))
                        .<Integer>updateStateByKey(
                                (values, state) -> counted(keys, Optional.of(state.orElse(0) + values.size())))
                        .toDStream();
                totals.foreachRDD(counting());
                totals.map(Pair::key).foreachRDD(counting());
            });
            assertEquals(15, keys.value(), "five keys in two batches, and in one that has no records");
        }
    }

    @Test
    void outputsThemselvesAdd() {
        try (StreamingContext ssc = context()) {
            LongAccumulator batches = ssc.longAccumulator("batches");
            LongAccumulator records = ssc.longAccumulator("records");
            run(
                    ssc,
                    2,
                    (context, numbers) -> numbers.transform(rdd -> {
                                batches.add(100);
                                return rdd.map(n -> counted(records, n));
                            })
                            .foreachRDD(rdd -> {
                                batches.add(1);
                                PairRDD<Integer, Integer> pairs = rdd.mapToPair(n -> Pair.of(counted(records, n), n));
                                pairs.count();
                                pairs.keys().collect();
                            }));
            assertEquals(303, batches.value(), "idle batches run outputs too");
            assertEquals(40, records.value());
        }
    }

    @Test
    void fractionsAndOtherTotalsAreAddedUpInTheOrderOfPartitions() {
        try (StreamingContext ssc = context()) {
            DoubleAccumulator sum = ssc.doubleAccumulator("sum");
            Accumulator<Integer, ArrayList<Integer>> seen = ssc.accumulator(
                    "seen",
                    ArrayList::new,
                    (list, n) -> {
                        list.add(n);
                        return list;
                    },
                    (one, other) -> {
                        one.addAll(other);
                        return one;
                    });
            run(
                    ssc,
                    2,
                    (context, numbers) -> numbers.map(n -> {
                                sum.add(0.1 * n);
                                seen.add(n);
                                return n;
                            })
                            .foreachRDD(counting()));
            assertEquals(11.0, sum.value(), 1e-9);
            List<Integer> expected = both(NUMBERS, NUMBERS);
            assertEquals(expected, seen.value());
        }
    }

    @Test
    void whatAFailedBatchAddedIsNotThere() {
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            assertThrows(
                    MillraceException.class,
                    () -> run(ssc, 3, (context, numbers) -> {
                        int[] batch = {0};
                        numbers.foreachRDD(rdd -> {
                            rdd.map(n -> counted(calls, n)).count();
                            batch[0]++;
                            if (batch[0] == 2) {
                                throw new IllegalStateException("the second batch fails");
                            }
                        });
                    }));
            assertEquals(10, calls.value());
        }
    }

    @Test
    void addingOutsideOfABatchIsRefused() {
        try (StreamingContext ssc = context()) {
            LongAccumulator calls = ssc.longAccumulator("calls");
            MillraceException refused = assertThrows(MillraceException.class, () -> calls.add(1));
            assertEquals(MillraceException.Kind.USER_CODE, refused.kind());
            assertEquals(0, calls.value());
        }
    }

    @Test
    void anAccumulatorOfAnotherContextIsRefusedInTheCall() {
        try (StreamingContext ssc = context();
                StreamingContext other = context()) {
            LongAccumulator calls = other.longAccumulator("calls");
            DStream<Integer> numbers = ssc.queueStream(new ConcurrentLinkedQueue<RDD<Integer>>());
            MillraceException refused =
                    assertThrows(MillraceException.class, () -> numbers.map(n -> counted(calls, n)));
            assertTrue(String.valueOf(refused.getMessage()).contains("another context"), refused.getMessage());
        }
    }

    @Test
    void namesOfAccumulatorsAreUnique() {
        try (StreamingContext ssc = context()) {
            assertEquals("calls", ssc.longAccumulator("calls").name());
            assertThrows(MillraceException.class, () -> ssc.doubleAccumulator("calls"));
        }
    }
}
