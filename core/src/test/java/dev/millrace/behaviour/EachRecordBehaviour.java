package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.StorageLevel;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators that look at each record, or each partition, alone; those that move partitions; and caches. */
abstract class EachRecordBehaviour extends Behaviour {
    private static final List<List<Integer>> NUMBERS = splits(List.of(1, 2, 3), List.of(4, 5));

    private RDD<Integer> numbers() {
        return program.input();
    }

    @Test
    void mapKeepsTheOrderOfPartitionsAndRecords() {
        assertEquals(List.of(2, 4, 6, 8, 10), program.collect(numbers().map(n -> 2 * n), NUMBERS));
    }

    @Test
    void mapMayGiveNull() {
        assertEquals(
                Arrays.asList(1, null, 3, null, 5),
                program.collect(numbers().map(n -> n % 2 == 0 ? null : n), NUMBERS));
    }

    @Test
    void filterKeepsWhatThePredicateHoldsFor() {
        assertEquals(List.of(2, 4), program.collect(numbers().filter(n -> n % 2 == 0), NUMBERS));
    }

    @Test
    void flatMapPutsWhatTheIteratorGivesInPlace() {
        assertEquals(
                List.of(1, 2, 2, 3, 3, 3),
                program.collect(
                        numbers().flatMap(n -> Collections.nCopies(n, n).iterator()),
                        List.of(List.of(1, 2), List.of(3))));
    }

    @Test
    void mapMultiPutsWhatIsEmittedInPlace() {
        RDD<String> twice = numbers().mapMulti((n, out) -> {
            out.accept("a" + n);
            out.accept("b" + n);
        });
        assertEquals(List.of("a1", "b1", "a2", "b2"), program.collect(twice, List.of(List.of(1), List.of(2))));
    }

    @Test
    void pairsComeFromMapToPairFlatMapToPairAndKeyBy() {
        assertEquals(
                List.of(Pair.of(1, "1"), Pair.of(2, "2")),
                program.collect(numbers().mapToPair(n -> Pair.of(n, "" + n)).toRDD(), List.of(List.of(1, 2))));
        assertEquals(
                List.of(Pair.of(1, 1), Pair.of(1, -1)),
                program.collect(
                        numbers()
                                .flatMapToPair(n ->
                                        List.of(Pair.of(n, n), Pair.of(n, -n)).iterator())
                                .toRDD(),
                        List.of(List.of(1))));
        assertEquals(
                List.of(Pair.of("x1", 1)),
                program.collect(numbers().keyBy(n -> "x" + n).toRDD(), List.of(List.of(1))));
    }

    @Test
    void mapPartitionsSeesAWholePartition() {
        RDD<Integer> sums = numbers().mapPartitions(EachRecordBehaviour::sum);
        assertEquals(List.of(6, 9), program.collect(sums, NUMBERS));
    }

    private static Iterator<Integer> sum(Iterator<Integer> records) {
        int sum = 0;
        while (records.hasNext()) {
            sum += records.next();
        }
        return List.of(sum).iterator();
    }

    @Test
    void mapPartitionsWithIndexKnowsItsPartitionEvenAfterACoalesce() {
        RDD<String> indexed = numbers()
                .mapPartitionsWithIndex((index, records) ->
                        List.of(index + ":" + sum(records).next()).iterator());
        assertEquals(List.of("0:6", "1:9"), program.collect(indexed, NUMBERS));
        assertEquals(List.of(List.of("0:6", "1:9")), program.partitions(indexed.coalesce(1), NUMBERS));
    }

    @Test
    void mapPartitionsMayStopReadingEarly() {
        RDD<Integer> firsts = numbers()
                .map(n -> n + 1)
                .mapPartitions(records -> List.of(records.next()).iterator());
        assertEquals(List.of(2, 5), program.collect(firsts, NUMBERS));
    }

    @Test
    void glomGivesEachPartitionAsAList() {
        assertEquals(NUMBERS, program.collect(numbers().glom(), NUMBERS));
        assertEquals(List.of(List.of(), List.of(1)), program.collect(numbers().glom(), splits(List.of(), List.of(1))));
    }

    @Test
    void unionPutsPartitionsSideBySide() {
        RDD<Integer> both = numbers().union(numbers().map(n -> -n));
        assertEquals(
                List.of(List.of(1, 2, 3), List.of(4, 5), List.of(-1, -2, -3), List.of(-4, -5)),
                program.partitions(both, NUMBERS));
    }

    @Test
    void unionWithAConstantIsNeverEmpty() {
        RDD<Integer> both = numbers().union(RDD.of(List.of(7, 8), 2));
        assertEquals(List.of(7, 8), program.collect(both, List.of()));
        assertEquals(List.of(List.of(1), List.of(7), List.of(8)), program.partitions(both, List.of(List.of(1))));
    }

    @Test
    void repartitionPlacesBySplitAndPosition() {
        assertEquals(
                List.of(List.of(1, 3, 5), List.of(2, 4)),
                program.partitions(numbers().repartition(2), NUMBERS));
        assertEquals(
                List.of(List.of(1), List.of(2, 4), List.of(3, 5), List.of()),
                program.partitions(numbers().repartition(4), NUMBERS));
    }

    @Test
    void coalesceReadsNeighboursAsOne() {
        List<List<Integer>> splits = List.of(List.of(1), List.of(2), List.of(3), List.of(4), List.of(5));
        assertEquals(
                List.of(List.of(1, 2), List.of(3, 4, 5)),
                program.partitions(numbers().coalesce(2), splits));
        assertEquals(splits, program.partitions(numbers().coalesce(9), splits));
        assertEquals(List.of(), program.partitions(numbers().coalesce(2), List.of()));
    }

    @Test
    void eachRecordOfACoalescedPartitionIsSeenOnceByReducingOperators() {
        List<List<Integer>> splits = List.of(List.of(1), List.of(2), List.of(3));
        assertEquals(
                List.of(List.of(List.of(1), List.of(2), List.of(3))),
                program.partitions(numbers().glom().coalesce(1), splits));
        assertEquals(
                List.of(List.of(1, 2, 3)), program.collect(numbers().coalesce(1).glom(), splits));
    }

    @Test
    void distinctKeepsEachRecordOnce() {
        assertEquals(
                Arrays.asList(1, 2, 3, null),
                sorted(program.collect(
                        numbers().distinct(), List.of(Arrays.asList(1, 2, null), Arrays.asList(2, null, 3)))));
        assertEquals(3, program.partitions(numbers().distinct(3), NUMBERS).size());
    }

    @Test
    void aCachedRddIsComputedOnce() {
        Seen.take();
        RDD<Integer> mapped = numbers().map(Seen::add);
        program.run(mapped, NUMBERS, rdd -> {
            rdd.cache();
            assertEquals(5, rdd.count());
            assertEquals(List.of(1, 2, 3, 4, 5), rdd.collect());
            assertEquals(List.of(-1), rdd.map(n -> -n).take(1));
            assertEquals(5, Seen.take().size());
            rdd.unpersist();
            assertEquals(5, rdd.count());
            assertEquals(5, Seen.take().size());
            return rdd;
        });
    }

    @Test
    void whatIsPersistedIsTheSameAtEveryLevel() {
        for (StorageLevel level : StorageLevel.values()) {
            if (level != StorageLevel.OFF_HEAP) { // Spark wants settings of its own for that
                RDD<Integer> kept = numbers().map(n -> n + 1).persist(level);
                assertEquals(
                        List.of(List.of(2, 3, 4, 5, 6), List.of(2, 3, 4, 5, 6)),
                        program.<Integer, List<List<Integer>>>run(
                                kept, NUMBERS, rdd -> List.of(rdd.collect(), rdd.collect())),
                        () -> "kept at " + level);
            }
        }
    }

    @Test
    void aCachedTemplateIsComputedAgainInTheNextBatch() {
        RDD<Integer> cached = numbers().map(n -> n + 1).cache();
        assertEquals(List.of(2), program.collect(cached, List.of(List.of(1))));
        assertEquals(
                List.of(5, 6),
                program
                        .collect(
                                cached.union(cached)
                                        .coalesce(1)
                                        .filter(n -> n > 4)
                                        .distinct(),
                                splits(List.of(4), List.of(5)))
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(List.of(10), program.collect(cached, List.of(List.of(9))));
    }

    @Test
    void takeReadsNoMoreThanItMust() {
        Seen.take();
        RDD<Integer> mapped = numbers().map(Seen::add);
        assertEquals(List.of(1, 2), program.run(mapped, NUMBERS, rdd -> rdd.take(2)));
        assertEquals(List.of(1, 2), Seen.take());
        assertEquals(List.of(1, 2, 3, 4), program.run(mapped, NUMBERS, rdd -> rdd.take(4)));
        assertEquals(List.of(1, 2, 3, 4, 5), program.run(mapped, NUMBERS, rdd -> rdd.take(40)));
        assertEquals(List.of(), program.run(mapped, NUMBERS, rdd -> rdd.take(0)));
        assertEquals(List.of(), program.run(mapped, List.of(), rdd -> rdd.take(3)));
    }

    @Test
    void takeStopsWithinAFlatMap() {
        RDD<Integer> endless = numbers()
                .flatMap(n -> java.util.stream.Stream.iterate(n, i -> i + 1).iterator());
        assertEquals(List.of(1, 2, 3), program.run(endless, NUMBERS, rdd -> rdd.take(3)));
    }

    @Test
    void aBatchCanBeReadByManyJobs() {
        Map<String, Object> results = program.run(
                numbers(),
                NUMBERS,
                rdd -> Map.of("count", rdd.count(), "sum", rdd.reduce(Integer::sum), "first", rdd.first()));
        assertEquals(Map.of("count", 5L, "sum", 15, "first", 1), results);
    }

    @Test
    void deepDiamondsAreNoTrouble() {
        RDD<Integer> diamond = numbers().distinct();
        for (int i = 0; i < 40; i++) {
            RDD<Integer> left = diamond;
            diamond = left.keyBy(n -> n)
                    .join(left.keyBy(n -> n))
                    .map(pair -> pair.key())
                    .distinct();
        }
        assertEquals(List.of(1, 2, 3, 4, 5), sorted(program.collect(diamond, NUMBERS)));
        assertEquals(diamond.plan(), diamond.plan());
        assertEquals(true, diamond.plan().toString().length() < 200);
    }

    @Test
    void whatIsPassedIsCheckedInTheCall() {
        assertThrows(IllegalArgumentException.class, () -> numbers().map(null));
        assertThrows(IllegalArgumentException.class, () -> numbers().repartition(0));
        assertThrows(IllegalArgumentException.class, () -> numbers().coalesce(-1));
        assertThrows(IllegalArgumentException.class, () -> numbers().union(null));
        assertThrows(IllegalArgumentException.class, () -> numbers().persist(null));
    }
}
