package dev.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.function.Function2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of all kinds, and of changing kinds, become the one that a loop makes of them, in templates and in copies. */
class AggregateTest {
    private static final int BATCHES = 60;

    /** So many that the first batches run in the template and the later ones in a copy. */
    private static final int RECORDS = 16_000;

    /**
     * Longs, integers, fractions, texts; in the later batches, which are small, each record is any of these, or null: a null
     * that a function makes lets it be forgotten what came before.
     */
    @SuppressWarnings("NullAway") // a stream may hold nulls
    private static Object record(Random random, int batch) {
        return switch (batch < 8 ? batch % 4 : random.nextInt(5)) {
            case 0 -> random.nextLong(1_000);
            case 1 -> random.nextInt(1_000);
            case 2 -> random.nextDouble();
            case 3 -> "text " + random.nextInt(10);
            default -> null;
        };
    }

    @SuppressWarnings("NullAway") // as above
    private static Object add(Object one, Object other) {
        if (one instanceof Long number && other instanceof Long more) {
            return number + more;
        }
        if (one instanceof Integer number && other instanceof Integer more) {
            return number + more;
        }
        if (one instanceof Double number && other instanceof Double more) {
            return number + more;
        }
        // Of different kinds: the kind of the result depends on both.
        int hash = 31 * Objects.hashCode(one) + Objects.hashCode(other);
        return switch (Math.floorMod(hash, 5)) {
            case 0 -> (long) hash;
            case 1 -> hash;
            case 2 -> hash / 3.0;
            case 3 -> String.valueOf(hash);
            default -> null;
        };
    }

    /** What the engine makes of two partitions, each from left to right, then of their results. */
    private static Object reduced(List<Object> records, Function2<Object, Object, Object> function) throws Exception {
        int half = records.size() / 2;
        return function.call(
                reducedPart(records.subList(0, half), function),
                reducedPart(records.subList(half, records.size()), function));
    }

    private static Object reducedPart(List<Object> records, Function2<Object, Object, Object> function)
            throws Exception {
        Object reduced = records.get(0);
        for (Object record : records.subList(1, records.size())) {
            reduced = function.call(reduced, record);
        }
        return reduced;
    }

    private static List<Object> batch(Random random, int number) {
        List<Object> records = new ArrayList<>();
        int size = number < 8 ? RECORDS : 2 * (1 + random.nextInt(5));
        for (int i = 0; i < size; i++) {
            records.add(record(random, number));
        }
        return records;
    }

    private static List<Object> twice(List<Object> records) {
        List<Object> twice = new ArrayList<>();
        for (Object record : records) {
            twice.add(record);
            twice.add(record);
        }
        return twice;
    }

    private interface Program {
        Object of(RDD<Object> rdd) throws Exception;
    }

    private static List<Object> run(List<List<Object>> batches, Program program) {
        List<Object> results = new ArrayList<>();
        try (StreamingContext context = StreamingContext.builder()
                .appName("aggregate")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(1))
                .build()) {
            Queue<RDD<Object>> queue = new ConcurrentLinkedQueue<>();
            batches.forEach(records -> queue.add(context.parallelize(records, 2)));
            context.queueStream(queue).foreachRDD(rdd -> results.add(program.of(rdd)));
            BatchDriver driver = context.startByHand();
            batches.forEach(records -> driver.runBatch());
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(longs = {20261130, 20261201, 20261202})
    void everyKindOfRecordIsReducedAsInALoop(long seed) throws Exception {
        Random random = new Random(seed);
        List<List<Object>> batches = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        List<Object> expectedOfTwice = new ArrayList<>();
        for (int number = 0; number < BATCHES; number++) {
            List<Object> records = batch(random, number);
            batches.add(records);
            expected.add(reduced(records, AggregateTest::add));
            expectedOfTwice.add(reduced(twice(records), AggregateTest::add));
        }
        assertEquals(expected, run(batches, rdd -> rdd.reduce(AggregateTest::add)), "seed " + seed);
        assertEquals(
                expected,
                run(
                        batches,
                        rdd -> rdd.map(record -> record).filter(record -> true).reduce(AggregateTest::add)),
                "through other steps, seed " + seed);
        assertEquals(
                expectedOfTwice,
                run(
                        batches,
                        rdd -> rdd.flatMap(
                                        record -> Arrays.asList(record, record).iterator())
                                .reduce(AggregateTest::add)),
                "each twice, seed " + seed);
        assertEquals(
                expected,
                run(
                        batches,
                        rdd -> rdd.mapMulti((record, out) -> out.accept(record)).reduce(AggregateTest::add)),
                "through an emitter, seed " + seed);
    }

    @Test
    void whatChoosesOneOfTwoGivesTheRecordItself() {
        List<Object> records = new ArrayList<>();
        for (long i = 0; i < RECORDS; i++) {
            records.add(1_000_000 + i * 7919 % RECORDS);
        }
        Object largest = records.stream()
                .max(Comparator.comparing(record -> (Long) record))
                .orElseThrow();
        List<Object> found = run(
                List.of(records, records, records, records),
                rdd -> rdd.reduce((one, other) -> (Long) one > (Long) other ? one : other));
        assertEquals(4, found.size());
        assertTrue(found.stream().allMatch(record -> record == largest), "the same object");
    }

    @Test
    void anAggregateOfAnotherKindThanItsZeroIsWhatTheFunctionMadeLast() {
        List<Object> records = new ArrayList<>(List.of(1L, 2L, 3L, 4L));
        List<Object> found = run(
                List.of(records, records),
                rdd -> rdd.<Object>aggregate(
                        () -> 0,
                        (sum, record) -> sum instanceof Integer number ? number + 0.5 : (Double) sum + (Long) record,
                        Pair::of));
        // the driver's zero with the first partition's, then with the second's
        assertEquals(List.of(Pair.of(Pair.of(0, 2.5), 4.5), Pair.of(Pair.of(0, 2.5), 4.5)), found);
    }

    @Test
    void countsAreOfEachBatchAloneAndOfWhatFiltersLeave() {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(i);
        }
        long kept = records.stream().filter(record -> (Integer) record % 3 == 0).count();
        List<List<Object>> batches = List.of(records, List.of(), records, List.of(1), records, records);
        assertEquals(
                List.of(kept, 0L, kept, 0L, kept, kept),
                run(
                        batches,
                        rdd -> rdd.filter(record -> (Integer) record % 3 == 0).count()));
        assertEquals(
                List.of(2 * kept, 0L, 2 * kept, 0L, 2 * kept, 2 * kept),
                run(
                        batches,
                        rdd -> rdd.filter(record -> (Integer) record % 3 == 0)
                                .union(rdd.filter(record -> (Integer) record % 3 == 0))
                                .coalesce(1)
                                .count()));
    }

    @Test
    void aFunctionThatFailsWhileItFoldsIsNamed() {
        List<Object> records = new ArrayList<>(List.of(1L, 2L, 0L, 4L));
        MillraceException failure = assertThrows(
                MillraceException.class,
                () -> run(
                        List.of(records),
                        rdd -> rdd.map(record -> 100 / (Long) record).reduce((one, other) -> one + other)));
        assertTrue(failure.toString().contains("map"), failure.toString());
        assertTrue(failure.toString().contains("/ by zero"), failure.toString());
    }
}
