package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HashPartitioner;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.Partitioner;
import dev.millrace.RDD;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Operators that bring the values of a key together. */
abstract class KeyedBehaviour extends Behaviour {
    private static final List<List<Pair<String, Integer>>> PAIRS = splits(
            List.of(Pair.of("a", 1), Pair.of("b", 2), Pair.of("a", 3)), List.of(Pair.of("c", 4), Pair.of("a", 5)));

    private PairRDD<String, Integer> pairs() {
        return PairRDD.fromRDD(program.input());
    }

    private <K, V> Map<K, V> map(PairRDD<K, V> template, List<? extends List<?>> splits) {
        List<Pair<K, V>> collected = program.collect(template.toRDD(), splits);
        Map<K, V> map = new HashMap<>();
        collected.forEach(pair -> map.put(pair.key(), pair.value()));
        assertEquals(collected.size(), map.size(), "each key comes once");
        return map;
    }

    @Test
    void mapValuesAndFlatMapValuesLeaveKeysAlone() {
        assertEquals(
                List.of(Pair.of("a", "1"), Pair.of("b", "2")),
                program.collect(
                        pairs().mapValues(String::valueOf).toRDD(),
                        List.of(PAIRS.get(0).subList(0, 2))));
        assertEquals(
                List.of(Pair.of("a", 1), Pair.of("a", -1)),
                program.collect(
                        pairs().flatMapValues(n -> List.of(n, -n).iterator()).toRDD(),
                        List.of(PAIRS.get(0).subList(0, 1))));
    }

    @Test
    void keysAndValuesAreThePartsOfPairs() {
        assertEquals(List.of("a", "b", "a", "c", "a"), program.collect(pairs().keys(), PAIRS));
        assertEquals(List.of(1, 2, 3, 4, 5), program.collect(pairs().values(), PAIRS));
    }

    @Test
    void reduceByKeyCombinesTheValuesOfAKey() {
        assertEquals(Map.of("a", 9, "b", 2, "c", 4), map(pairs().reduceByKey(Integer::sum), PAIRS));
        assertEquals(Map.of(), map(pairs().reduceByKey(Integer::sum), List.of()));
        assertEquals(Map.of(), map(pairs().reduceByKey(Integer::sum), splits(List.of(), List.of())));
    }

    @Test
    void valuesArriveInOrderOfPartitionAndPosition() {
        assertEquals(
                Map.of("a", "135", "b", "2", "c", "4"),
                map(pairs().mapValues(String::valueOf).reduceByKey(String::concat), PAIRS));
        assertEquals(
                Map.of("a", List.of(1, 3, 5), "b", List.of(2), "c", List.of(4)),
                map(pairs().groupByKey().mapValues(KeyedBehaviour::list), PAIRS));
    }

    private static <T> List<T> list(Iterable<T> values) {
        List<T> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    @Test
    void nullKeysAndNullValuesAreKeysAndValues() {
        List<List<Pair<String, Integer>>> nulls = splits(
                List.of(new Pair<>(null, 1), new Pair<>("a", null)), List.of(new Pair<>(null, 2), new Pair<>("a", 3)));
        Map<String, List<Integer>> expected = new HashMap<>();
        expected.put(null, List.of(1, 2));
        expected.put("a", Arrays.asList(null, 3));
        assertEquals(expected, map(pairs().groupByKey().mapValues(KeyedBehaviour::list), nulls));
        Map<String, Integer> reduced = new HashMap<>();
        reduced.put(null, 3);
        reduced.put("a", 3);
        assertEquals(reduced, map(pairs().reduceByKey((x, y) -> (x == null ? 0 : x) + (y == null ? 0 : y)), nulls));
    }

    @Test
    void combineByKeyMakesAnotherType() {
        PairRDD<String, String> combined =
                pairs().combineByKey(n -> "<" + n, (text, n) -> text + "," + n, (one, other) -> one + ">" + other);
        assertEquals(Map.of("a", "<1,3><5", "b", "<2", "c", "<4"), map(combined, PAIRS));
    }

    @Test
    void aggregateByKeyBeginsEachKeyWithANewZero() {
        PairRDD<String, List<Integer>> lists = pairs().aggregateByKey(
                        ArrayList<Integer>::new,
                        (list, n) -> {
                            list.add(n);
                            return list;
                        },
                        (one, other) -> {
                            one.addAll(other);
                            return one;
                        })
                .mapValues(list -> list);
        assertEquals(Map.of("a", List.of(1, 3, 5), "b", List.of(2), "c", List.of(4)), map(lists, PAIRS));
    }

    @Test
    void foldByKeyBeginsEachKeyOfAPartitionWithZero() {
        assertEquals(
                Map.of("a", "0130" + "5", "b", "02", "c", "04"),
                map(pairs().mapValues(String::valueOf).foldByKey("0", String::concat), PAIRS));
    }

    @Test
    void countByKeyLookupAndCollectAsMap() {
        Map<String, Long> counts =
                program.run(pairs().toRDD(), PAIRS, rdd -> PairRDD.fromRDD(rdd).countByKey());
        assertEquals(Map.of("a", 3L, "b", 1L, "c", 1L), counts);
        List<Integer> found =
                program.run(pairs().toRDD(), PAIRS, rdd -> PairRDD.fromRDD(rdd).lookup("a"));
        assertEquals(List.of(1, 3, 5), found);
        Map<String, Integer> last =
                program.run(pairs().toRDD(), PAIRS, rdd -> PairRDD.fromRDD(rdd).collectAsMap());
        assertEquals(Map.of("a", 5, "b", 2, "c", 4), last);
    }

    @Test
    void groupByGroupsRecordsByWhatTheFunctionFinds() {
        Map<Boolean, List<Integer>> groups =
                map(pairs().values().groupBy(n -> n % 2 == 0).mapValues(KeyedBehaviour::list), PAIRS);
        assertEquals(Map.of(true, List.of(2, 4), false, List.of(1, 3, 5)), groups);
    }

    @Test
    void partitionByPutsEveryKeyWhereThePartitionerSays() {
        Partitioner byLength = new ByLength(3);
        List<List<Pair<String, Integer>>> words =
                splits(List.of(Pair.of("aa", 1), Pair.of("b", 2)), List.of(Pair.of("ccc", 3), Pair.of("dd", 4)));
        assertEquals(
                List.of(
                        List.of(Pair.of("ccc", 3)),
                        List.of(Pair.of("b", 2)),
                        List.of(Pair.of("aa", 1), Pair.of("dd", 4))),
                program.partitions(pairs().partitionBy(byLength).toRDD(), words));
    }

    /** Places words by their length. */
    record ByLength(int numPartitions) implements Partitioner {
        @Override
        public int getPartition(Object key) {
            return ((String) key).length() % numPartitions;
        }
    }

    @Test
    void shufflesTakeANumberOfPartitionsOrAPartitioner() {
        assertEquals(
                7,
                program.partitions(pairs().reduceByKey(Integer::sum, 7).toRDD(), PAIRS)
                        .size());
        assertEquals(
                Program.PARTITIONS,
                program.partitions(pairs().groupByKey().toRDD(), PAIRS).size());
        assertEquals(
                3,
                program.partitions(pairs().groupByKey(new ByLength(3)).toRDD(), PAIRS)
                        .size());
        assertEquals(
                5, program.partitions(pairs().groupByKey(5).toRDD(), List.of()).size());
    }

    @Test
    void numbersThatAPartitionerPlacesComeInTheOrderOfTheirFirst() {
        List<List<Integer>> splits = splits(List.of(9, 4, 7, 2, 9), List.of(8, 2, 1, 4));
        PairRDD<Integer, Integer> counts =
                program.<Integer>input().mapToPair(n -> Pair.of(n, 1)).reduceByKey(new Parity(), Integer::sum);
        List<List<Pair<Integer, Integer>>> expected = List.of(
                List.of(Pair.of(4, 2), Pair.of(2, 2), Pair.of(8, 1)),
                List.of(Pair.of(9, 2), Pair.of(7, 1), Pair.of(1, 1)));
        assertEquals(expected, program.partitions(counts.toRDD(), splits));
    }

    /** Places even numbers apart from odd ones. */
    record Parity() implements Partitioner {
        @Override
        public int numPartitions() {
            return 2;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key & 1;
        }
    }

    @Test
    void aPartitionerThatLeavesItsRangeIsNamed() {
        Partitioner wrong = new OutOfRange(2);
        MillraceException failed = assertThrows(
                MillraceException.class,
                () -> program.collect(pairs().partitionBy(wrong).toRDD(), PAIRS));
        assertEquals(MillraceException.Kind.USER_CODE, failed.kind());
        assertTrue(
                failed.getMessage().contains("OutOfRange[numPartitions=2] gave partition 2 of 2"), failed.getMessage());
    }

    /** Names a partition that isn't there. */
    record OutOfRange(int numPartitions) implements Partitioner {
        @Override
        public int getPartition(Object key) {
            return numPartitions;
        }
    }

    @Test
    void keysThatAllHaveOneHashCodeAreToldApart() {
        List<Pair<Colliding, Integer>> records = new ArrayList<>();
        Map<Colliding, Integer> expected = new HashMap<>();
        for (int i = 0; i < 600; i++) {
            records.add(Pair.of(new Colliding(i % 200), i));
            expected.merge(new Colliding(i % 200), i, Integer::sum);
        }
        PairRDD<Colliding, Integer> sums =
                PairRDD.fromRDD(program.<Pair<Colliding, Integer>>input()).reduceByKey(Integer::sum, 3);
        assertEquals(expected, map(sums, splits(records.subList(0, 250), records.subList(250, 600))));
    }

    /** A key whose hash code is always the same. */
    record Colliding(int number) implements Serializable {
        @Override
        public int hashCode() {
            return 42;
        }
    }

    @Test
    void manyKeysAndOneHotKeyAreCountedRight() {
        List<Integer> records = new ArrayList<>();
        Map<Integer, Long> expected = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            int key = i % 3 == 0 ? i * 4 : 7;
            records.add(key);
            expected.merge(key, 1L, Long::sum);
        }
        PairRDD<Integer, Long> counts =
                program.<Integer>input().mapToPair(n -> Pair.of(n, 1L)).reduceByKey(Long::sum);
        List<List<Integer>> splits = splits(records.subList(0, 20_000), records.subList(20_000, 60_000));
        for (int batch = 0; batch < 3; batch++) {
            assertEquals(expected, new TreeMap<>(map(counts, splits)));
        }
        assertEquals(expected, program.<Integer, Map<Integer, Long>>run(program.input(), splits, RDD::countByValue));
    }

    @Test
    void valuesMayChangeTheirClassUnderTheFunction() {
        List<Pair<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            records.add(Pair.of("k" + i % 10, i));
        }
        PairRDD<String, Object> sums = PairRDD.fromRDD(program.<Pair<String, Object>>input())
                .reduceByKey((x, y) -> {
                    long sum = ((Number) x).longValue() + ((Number) y).longValue();
                    return sum > 30_000 ? (Object) sum : (Object) (int) sum;
                });
        for (int batch = 0; batch < 20; batch++) {
            Map<String, Object> result = map(sums, splits(records.subList(0, 500), records.subList(500, 1000)));
            assertEquals(49_500L, result.get("k0"), "100 values from 0 to 990");
            assertEquals(Long.class, result.get("k9").getClass());
        }
    }

    @Test
    void whatIsPlacedAlreadyIsCombinedInPlace() {
        PairRDD<String, Integer> sums = pairs().reduceByKey(Integer::sum, 3);
        PairRDD<String, List<Integer>> grouped = sums.filter(pair -> pair.value() > 2)
                .mapValues(n -> -n)
                .groupByKey(3)
                .mapValues(KeyedBehaviour::list);
        assertEquals(Map.of("a", List.of(-9), "c", List.of(-4)), map(grouped, PAIRS));
        PairRDD<String, Integer> again =
                pairs().partitionBy(new HashPartitioner(3)).reduceByKey(Integer::sum, 3);
        assertEquals(Map.of("a", 9, "b", 2, "c", 4), map(again, PAIRS));
    }

    @Test
    void aReducedRddCanBeReadTwiceInOneJob() {
        PairRDD<String, Integer> sums = pairs().reduceByKey(Integer::sum);
        List<Pair<String, Integer>> twice = program.collect(sums.union(sums).toRDD(), PAIRS);
        assertEquals(6, twice.size());
        assertEquals(3, twice.stream().distinct().count());
        PairRDD<String, Integer> grouped =
                pairs().groupByKey().mapValues(values -> list(values).size());
        List<Pair<String, Integer>> sizes =
                program.collect(grouped.union(grouped).toRDD(), PAIRS);
        assertEquals(
                2,
                sizes.stream()
                        .filter(pair -> Objects.equals(pair, Pair.of("a", 3)))
                        .count());
    }
}
