package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HashPartitioner;
import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import dev.millrace.function.Function;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code sortBy}, {@code sortByKey}, {@code top}, {@code takeOrdered}, {@code zipWithIndex}, and by key what is placed. */
abstract class OrderBehaviour extends Behaviour {
    private final List<Integer> first = new ArrayList<>();
    private final List<Integer> second = new ArrayList<>();

    /** Runs an action on two partitions of numbers, some of them equal, and gives what it gave. */
    private <R> R run(Function<RDD<Integer>, R> action) {
        Random random = new Random(5);
        first.clear();
        second.clear();
        for (int i = 0; i < 2_000; i++) {
            first.add(random.nextInt(1_000));
        }
        for (int i = 0; i < 50; i++) {
            second.add(5_000 - i);
        }
        return program.run(program.<Integer>input(), splits(first, second), action);
    }

    private <R> R runPairs(List<Pair<String, Integer>> pairs, Function<PairRDD<String, Integer>, R> action) {
        int half = pairs.size() / 2;
        return program.run(
                program.<Pair<String, Integer>>input(),
                splits(pairs.subList(0, half), pairs.subList(half, pairs.size())),
                rdd -> action.call(PairRDD.fromRDD(rdd)));
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void sortByPutsRecordsInOrderOverAllPartitions() {
        List<List<Integer>> parts =
                run(rdd -> rdd.<Integer>sortBy(number -> number, true, 4).glom().collect());
        List<Integer> joined = new ArrayList<>();
        parts.forEach(joined::addAll);
        List<Integer> expected = all();
        Collections.sort(expected);
        assertEquals(expected, joined);
        assertEquals(4, parts.size());
        parts.forEach(part -> assertTrue(part.size() > 200 && part.size() < 900, "a part of " + part.size()));
        Collections.reverse(expected);
        assertEquals(
                expected,
                run(rdd -> rdd.<Integer>sortBy(number -> number, false, 3).collect()));
        assertEquals(
                expected,
                run(rdd -> rdd.<Integer>sortBy(number -> number, false, 1).collect()));
    }

    @Test
    void sortByOfNothingOrOfEqualRecordsHasFewerPartitions() {
        assertEquals(
                List.of(),
                run(rdd -> rdd.filter(number -> number < 0)
                        .<Integer>sortBy(n -> n, true, 4)
                        .collect()));
        List<Integer> same = run(rdd ->
                rdd.map(number -> number % 2).<Integer>sortBy(n -> 0, true, 4).collect());
        assertEquals(all().stream().map(number -> number % 2).toList(), same, "equal ones stay in their order");
    }

    @Test
    void sortByKeyTakesAnOrder() {
        List<Pair<String, Integer>> pairs =
                List.of(Pair.of("b", 1), Pair.of("C", 2), Pair.of("a", 3), Pair.of("b", 4), Pair.of("D", 5));
        assertEquals(
                "[(C,2), (D,5), (a,3), (b,1), (b,4)]",
                runPairs(pairs, rdd -> rdd.sortByKey().collect()).toString());
        assertEquals(
                "[(b,1), (b,4), (a,3), (D,5), (C,2)]",
                runPairs(pairs, rdd -> rdd.sortByKey(false).collect()).toString());
        assertEquals(
                "[(b,1), (b,4), (a,3), (D,5), (C,2)]",
                runPairs(pairs, rdd -> rdd.sortByKey(false, 3).collect()).toString());
        Comparator<String> order = String.CASE_INSENSITIVE_ORDER;
        assertEquals(
                "[(a,3), (b,1), (b,4), (C,2), (D,5)]",
                runPairs(pairs, rdd -> rdd.sortByKey(order).collect()).toString());
        assertEquals(
                "[(D,5), (C,2), (b,1), (b,4), (a,3)]",
                runPairs(pairs, rdd -> rdd.sortByKey(order, false).collect()).toString());
        assertEquals(
                "[(a,3), (b,1), (b,4), (C,2), (D,5)]",
                runPairs(pairs, rdd -> rdd.sortByKey(order, true, 2).collect()).toString());
    }

    @Test
    void topAndTakeOrderedGiveTheLargestAndTheSmallest() {
        assertEquals(List.of(5_000, 4_999, 4_998), run(rdd -> rdd.top(3)));
        List<Integer> expected = all();
        Collections.sort(expected);
        assertEquals(expected.subList(0, 5), run(rdd -> rdd.takeOrdered(5)));
        assertEquals(expected, run(rdd -> rdd.takeOrdered(10_000)));
        Comparator<Integer> backwards = Collections.reverseOrder();
        assertEquals(expected.subList(0, 5), run(rdd -> rdd.top(5, backwards)));
        assertEquals(List.of(5_000, 4_999), run(rdd -> rdd.takeOrdered(2, backwards)));
        assertEquals(List.of(), run(rdd -> rdd.top(0)));
        assertThrows(IllegalArgumentException.class, () -> run(rdd -> rdd.top(-1)));
    }

    @Test
    void zipWithIndexNumbersRecordsInTheirOrder() {
        List<Pair<Integer, Long>> numbered = run(rdd -> rdd.zipWithIndex().collect());
        List<Integer> all = all();
        assertEquals(all.size(), numbered.size());
        for (int i = 0; i < all.size(); i++) {
            assertEquals(Pair.of(all.get(i), (long) i), numbered.get(i));
        }
        assertEquals(
                List.of(Pair.of("x", 0L)),
                program.run(
                        program.<String>input(),
                        List.of(List.of("x")),
                        rdd -> rdd.zipWithIndex().collect()));
    }

    @Test
    void whatIsTheSameInEveryBatchIsOrderedWithoutOne() {
        RDD<Integer> constant = RDD.of(List.of(2, 1), 1);
        assertEquals(
                List.of(1, 2),
                constant.<Integer>sortBy(number -> number, true, 1).collect());
        assertEquals(
                List.of(Pair.of(2, 0L), Pair.of(1, 1L)), constant.zipWithIndex().collect());
    }

    @Test
    void whatIsByKeyTakesNumbersOfPartitionsAndPartitioners() {
        List<Pair<String, Integer>> pairs = List.of(Pair.of("a", 1), Pair.of("b", 2), Pair.of("a", 3), Pair.of("c", 4));
        RDD<Pair<String, Integer>> gone = RDD.of(List.of(Pair.of("b", 0)), 1);
        for (Function<PairRDD<String, Integer>, PairRDD<String, Integer>> subtract :
                List.<Function<PairRDD<String, Integer>, PairRDD<String, Integer>>>of(
                        rdd -> rdd.subtractByKey(PairRDD.fromRDD(gone)),
                        rdd -> rdd.subtractByKey(PairRDD.fromRDD(gone), 3),
                        rdd -> rdd.subtractByKey(PairRDD.fromRDD(gone), new HashPartitioner(2)))) {
            assertEquals(
                    "[(a,1), (a,3), (c,4)]",
                    sorted(runPairs(pairs, rdd -> subtract.call(rdd).collect())).toString());
        }
        HashPartitioner partitioner = new HashPartitioner(3);
        assertEquals(
                "[(a,4), (b,2), (c,4)]",
                sorted(runPairs(
                                pairs,
                                rdd -> rdd.foldByKey(0, partitioner, Integer::sum)
                                        .collect()))
                        .toString());
        assertEquals(
                "[(a,4), (b,2), (c,4)]",
                sorted(runPairs(
                                pairs,
                                rdd -> rdd.aggregateByKey(() -> 0, partitioner, Integer::sum, Integer::sum)
                                        .collect()))
                        .toString());
    }
}
