package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HashPartitioner;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import dev.millrace.function.Function;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user's function that throws: the error says which operator, where, in which batch and partition, and why. */
abstract class FailureBehaviour extends Behaviour {
    private static final List<List<Integer>> NUMBERS = splits(List.of(1, 2, 3), List.of(4, 0));

    private RDD<Integer> numbers() {
        return program.input();
    }

    private MillraceException failure(Function<RDD<Integer>, ?> action) {
        MillraceException failed = assertThrows(MillraceException.class, () -> program.run(numbers(), NUMBERS, action));
        assertEquals(MillraceException.Kind.USER_CODE, failed.kind(), failed.getMessage());
        return failed;
    }

    private static void says(MillraceException failed, String... parts) {
        for (String part : parts) {
            assertTrue(failed.getMessage().contains(part), failed.getMessage() + " should contain " + part);
        }
    }

    @Test
    void theErrorNamesOperatorPlaceBatchPartitionAndCause() {
        MillraceException failed =
                failure(rdd -> rdd.map(n -> n + 1).map(n -> 10 / (n - 1)).collect());
        says(failed, "batch 1, partition 1", "map at FailureBehaviour.java:", "ArithmeticException");
        assertEquals(ArithmeticException.class, failed.getCause().getClass());
    }

    /** Two arrays with the same content would be two keys. */
    @Test
    void arraysAreRefusedAsKeys() {
        List<Function<PairRDD<byte[], Integer>, ?>> actions = List.of(
                pairs -> pairs.reduceByKey(Integer::sum).collect(),
                pairs -> pairs.groupByKey().collect(),
                pairs -> pairs.join(pairs).collect(),
                pairs -> pairs.partitionBy(new HashPartitioner(2)).collect(),
                pairs -> pairs.keys().distinct().collect(),
                PairRDD::countByKey);
        for (Function<PairRDD<byte[], Integer>, ?> action : actions) {
            says(
                    failure(rdd -> action.call(rdd.mapToPair(n -> Pair.of(new byte[] {n.byteValue()}, n)))),
                    "at FailureBehaviour.java:",
                    "a byte[] can't be a key");
        }
    }

    @Test
    void aNullWhereAPairIsWantedIsTheFunctionsFault() {
        List<Function<PairRDD<Integer, Integer>, ?>> actions = List.of(
                pairs -> pairs.reduceByKey(Integer::sum).collect(),
                pairs -> pairs.groupByKey().collect(),
                pairs -> pairs.join(pairs).collect(),
                pairs -> pairs.mapValues(n -> n + 1).collect(),
                pairs -> pairs.partitionBy(new HashPartitioner(2)).collect());
        for (Function<PairRDD<Integer, Integer>, ?> action : actions) {
            says(failure(rdd -> action.call(rdd.mapToPair(n -> nothing()))), "mapToPair", "returned null");
        }
    }

    @SuppressWarnings("NullAway") // what a user without the check would do
    private static Pair<Integer, Integer> nothing() {
        return null;
    }

    @Test
    void aCheckedExceptionIsTheCause() {
        IOException thrown = new IOException("no such thing");
        MillraceException failed = failure(rdd -> rdd.flatMap(n -> {
                    throw thrown;
                })
                .count());
        assertEquals(IOException.class, failed.getCause().getClass());
        says(failed, "flatMap at FailureBehaviour.java:");
    }

    @Test
    void theOperatorThatFailedIsNamedAmongManyInARow() {
        says(failure(rdd -> rdd.map(n -> n).filter(n -> 1 / n > 0).map(n -> n).collect()), "filter at ");
        says(
                failure(rdd -> rdd.mapMulti((Integer n, dev.millrace.function.Emitter<Integer> out) -> out.accept(n))
                        .mapToPair(n -> Pair.of(1 / n, n))
                        .collect()),
                "mapToPair at ");
        says(failure(rdd -> rdd.keyBy(n -> 1 / n).collect()), "keyBy at ");
        says(failure(rdd -> rdd.keyBy(n -> n).mapValues(n -> 1 / n).collect()), "mapValues at ");
        says(
                failure(rdd -> rdd.mapPartitions(records -> {
                            throw new IllegalStateException("partition");
                        })
                        .collect()),
                "mapPartitions at ");
        says(
                failure(rdd -> {
                    rdd.foreach(n -> System.identityHashCode(1 / n));
                    return 0;
                }),
                "foreach at ");
        says(failure(rdd -> rdd.reduce((x, y) -> x / y)), "reduce at ");
    }

    @Test
    void aCombiningFunctionThatFailsIsNamedBeforeAndAfterTheExchange() {
        says(
                failure(rdd -> rdd.mapToPair(n -> Pair.of("k", n))
                        .reduceByKey((x, y) -> x / y)
                        .collect()),
                "reduceByKey at ");
        says(
                failure(rdd -> rdd.mapToPair(n -> Pair.of("k", n))
                        .combineByKey(n -> n, (sum, n) -> sum, (x, y) -> {
                            throw new IllegalStateException("merge");
                        })
                        .collect()),
                "combineByKey at ",
                "merge");
    }

    @Test
    void aKeyWhoseHashCodeThrowsIsTheUsersMistake() {
        says(
                failure(rdd -> rdd.mapToPair(n -> Pair.of(new Unhashable(), n))
                        .groupByKey()
                        .collect()),
                "groupByKey at ",
                "unhashable");
        says(
                failure(rdd -> rdd.mapToPair(n -> Pair.of(new Unhashable(), n))
                        .join(rdd.mapToPair(n -> Pair.of(new Unhashable(), n)))
                        .collect()),
                "join at ",
                "unhashable");
    }

    /** A key that can't be one. */
    private static final class Unhashable implements Serializable {
        @Override
        public int hashCode() {
            throw new IllegalStateException("unhashable");
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    @Test
    void anErrorIsReportedAsAnExceptionIs() {
        says(
                failure(rdd -> rdd.map(n -> {
                            throw new AssertionError("assertion");
                        })
                        .collect()),
                "map at ",
                "assertion");
    }

    @Test
    void theFailureOfTheLowestPartitionIsReported() {
        for (int i = 0; i < 20; i++) {
            MillraceException failed = failure(rdd -> rdd.map(n -> {
                        if (n == 1 || n == 4) {
                            throw new IllegalStateException("n" + n);
                        }
                        return n;
                    })
                    .collect());
            assertTrue(failed.getMessage().contains("n1") || failed.getMessage().contains("n4"));
        }
    }

    @Test
    void theProgramMayCatchAFailureAndGoOn() {
        long count = program.run(numbers(), NUMBERS, rdd -> {
            assertThrows(
                    MillraceException.class,
                    () -> rdd.mapToPair(n -> Pair.of(1 / n, n)).groupByKey().count());
            return rdd.count();
        });
        assertEquals(5, count);
        assertEquals(5, program.collect(numbers(), NUMBERS).size());
    }

    @Test
    void anRddInsideOfAFunctionIsRefused() {
        says(failure(rdd -> rdd.map(n -> rdd.count()).collect()), "inside of a function");
    }

    @Test
    void anOperatorsNameIsInTheError() {
        dev.millrace.plan.Plan<Integer> named = new dev.millrace.plan.Pipe<>(
                numbers().plan(),
                new dev.millrace.plan.PipeSpec.Map<Integer, Integer>(n -> 1 / n),
                dev.millrace.plan.Operator.here("map").named("invert"));
        MillraceException failed =
                assertThrows(MillraceException.class, () -> program.collect(RDD.template(named), NUMBERS));
        says(failed, "map 'invert' at FailureBehaviour.java:");
    }
}
