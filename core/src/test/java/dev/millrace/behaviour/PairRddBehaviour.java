package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.StorageLevel;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What any RDD can do, done to one of pairs. */
abstract class PairRddBehaviour extends Behaviour {
    private static final List<Pair<String, Integer>> FIRST = List.of(Pair.of("b", 2), Pair.of("a", 1));
    private static final List<Pair<String, Integer>> SECOND = List.of(Pair.of("a", 3), Pair.of("b", 2));

    /** A comparator that travels to tasks. */
    private interface Order extends Comparator<Pair<String, Integer>>, Serializable {}

    private static final Order BY_VALUE = (one, other) -> Integer.compare(one.value(), other.value());

    private Object in(List<Pair<String, Integer>> first, List<Pair<String, Integer>> second, Ask<?> ask) {
        return program.run(
                program.<Pair<String, Integer>>input(), splits(first, second), rdd -> ask.of(PairRDD.fromRDD(rdd)));
    }

    private Object in(Ask<?> ask) {
        return in(FIRST, SECOND, ask);
    }

    /** What is asked of the pairs in a batch. */
    private interface Ask<R> {
        R of(PairRDD<String, Integer> pairs) throws Exception;
    }

    @Test
    void recordByRecord() {
        assertEquals(
                List.of("b2", "a1", "a3", "b2"),
                in(p -> p.map(pair -> pair.key() + pair.value()).collect()));
        assertEquals(
                List.of(Pair.of("a", 1), Pair.of("a", 3)),
                in(p -> p.filter(pair -> pair.key().equals("a")).collect()));
        assertEquals(
                List.of("b", "a", "a", "b"),
                in(p -> p.flatMap(pair -> List.of(pair.key()).iterator()).collect()));
        assertEquals(
                List.of(1, 3),
                in(p -> p.<Integer>mapMulti((pair, out) -> {
                            if (pair.value() != 2) {
                                out.accept(pair.value());
                            }
                        })
                        .collect()));
        assertEquals(
                List.of(Pair.of(2, "b"), Pair.of(1, "a"), Pair.of(3, "a"), Pair.of(2, "b")),
                in(p -> p.mapToPair(pair -> Pair.of(pair.value(), pair.key())).collect()));
        assertEquals(
                List.of(Pair.of(1, 1), Pair.of(3, 3)),
                in(p -> p.flatMapToPair(pair -> pair.key().equals("a")
                                ? List.of(Pair.of(pair.value(), pair.value())).iterator()
                                : List.<Pair<Integer, Integer>>of().iterator())
                        .collect()));
        assertEquals(Pair.of(2, Pair.of("b", 2)), in(p -> p.keyBy(Pair::value).first()));
        assertEquals(
                Map.of(1, 1L, 2, 2L, 3, 1L),
                in(p -> p.groupBy(Pair::value)
                        .mapValues(all -> {
                            long size = 0;
                            for (Pair<String, Integer> one : all) {
                                size += one.value() > 0 ? 1 : 0;
                            }
                            return size;
                        })
                        .collectAsMap()));
        assertEquals(
                3,
                in(p -> p.groupBy(Pair::value, 5).glom().collect().stream()
                        .mapToInt(List::size)
                        .sum()));
    }

    private static <T> Iterator<Integer> size(Iterator<T> records) {
        int size = 0;
        while (records.hasNext()) {
            records.next();
            size++;
        }
        return List.of(size).iterator();
    }

    @Test
    void partitionByPartition() {
        assertEquals(
                List.of(2, 2), in(p -> p.mapPartitions(PairRddBehaviour::size).collect()));
        assertEquals(
                List.of(2, 2),
                in(p -> p.mapPartitions(PairRddBehaviour::size, true).collect()));
        assertEquals(
                List.of("0b", "1a"),
                in(p -> p.mapPartitionsWithIndex((index, pairs) ->
                                List.of(index + pairs.next().key()).iterator())
                        .collect()));
        assertEquals(
                List.of(0, 1),
                in(p -> p.mapPartitionsWithIndex(
                                (index, pairs) -> List.of(index).iterator(), true)
                        .collect()));
        assertEquals(
                List.of(Pair.of("b", 1), Pair.of("a", 1)),
                in(p -> p.mapPartitionsToPair(
                                pairs -> List.of(Pair.of(pairs.next().key(), 1)).iterator())
                        .collect()));
        assertEquals(
                Map.of("a", 4, "b", 4),
                in(p -> p.reduceByKey(Integer::sum)
                        .mapPartitionsToPair(pairs -> pairs, true)
                        .reduceByKey(Math::max)
                        .collectAsMap()));
        assertEquals(List.of(FIRST, SECOND), in(p -> p.glom().collect()));
    }

    @Test
    void partitionsAmongEachOther() {
        assertEquals(8L, in(p -> p.union(p).count()));
        assertEquals(3L, in(p -> p.distinct().count()));
        assertEquals(
                List.of(3, 5),
                in(p -> List.of(
                        (int) p.distinct(5).count(),
                        p.distinct(5).glom().collect().size())));
        assertEquals(
                List.of(1, 2, 1),
                in(p -> p.repartition(3).glom().map(List::size).collect()));
        assertEquals(List.of(4), in(p -> p.coalesce(1).glom().map(List::size).collect()));
        assertEquals(
                List.of(1, 2, 1),
                in(p -> p.coalesce(3, true).glom().map(List::size).collect()));
        assertEquals(
                List.of(2, 2),
                in(p -> p.coalesce(3, false).glom().map(List::size).collect()));
        assertEquals(
                List.of(Pair.of("a", 3), Pair.of("b", 2), Pair.of("b", 2), Pair.of("a", 1)),
                in(p -> p.sortBy(Pair::value, false, 2).collect()));
        assertEquals(List.of(0L, 1L, 2L, 3L), in(p -> p.zipWithIndex().values().collect()));
    }

    @Test
    void actions(@TempDir Path directory) {
        assertEquals(FIRST, in(p -> p.take(2)));
        assertEquals(FIRST.get(0), in(p -> p.first()));
        assertEquals(Map.of(Pair.of("a", 1), 1L, Pair.of("a", 3), 1L, Pair.of("b", 2), 2L), in(p -> p.countByValue()));
        assertEquals(Pair.of("baab", 8), in(p -> p.reduce(PairRddBehaviour::both)));
        assertEquals(Pair.of("baab", 8), in(p -> p.fold(Pair.of("", 0), PairRddBehaviour::both)));
        assertEquals(8, in(p -> p.<Integer>aggregate(() -> 0, (sum, pair) -> sum + pair.value(), Integer::sum)));
        assertEquals(Pair.of("a", 1), in(p -> p.min(BY_VALUE)));
        assertEquals(Pair.of("a", 3), in(p -> p.max(BY_VALUE)));
        assertEquals(List.of(Pair.of("a", 3), Pair.of("b", 2)), in(p -> p.top(2, BY_VALUE)));
        assertEquals(List.of(Pair.of("a", 1)), in(p -> p.takeOrdered(1, BY_VALUE)));
        assertEquals(false, in(p -> p.isEmpty()));
        Seen.take();
        in(p -> {
            p.foreach(Seen::add);
            p.foreachPartition(pairs -> Seen.add(pairs.next()));
            p.saveAsTextFile(directory.resolve("pairs").toString());
            return true;
        });
        assertEquals(6, Seen.take().size());
        assertTrue(Files.exists(directory.resolve("pairs").resolve("part-00001")));
    }

    private static Pair<String, Integer> both(Pair<String, Integer> one, Pair<String, Integer> other) {
        return Pair.of(one.key() + other.key(), one.value() + other.value());
    }

    @Test
    void keptPairsAreComputedOnce() {
        Seen.take();
        Object sum = in(p -> {
            PairRDD<String, Integer> kept = p.filter(pair -> Seen.add(true)).persist(StorageLevel.MEMORY_ONLY);
            long counts = kept.count() + kept.count();
            kept.unpersist();
            PairRDD<String, Integer> cached = kept.cache();
            return counts + cached.count() + cached.count();
        });
        assertEquals(16L, sum);
        assertEquals(8, Seen.take().size());
    }

    /** As Spark: nothing to begin with is an error, a zero isn't. */
    @Test
    void withoutPairs() {
        List<Pair<String, Integer>> none = List.of();
        assertEquals(true, in(none, none, p -> p.isEmpty()));
        assertEquals(List.of(), in(none, none, p -> p.top(3, BY_VALUE)));
        assertEquals(Pair.of("", 0), in(none, none, p -> p.fold(Pair.of("", 0), PairRddBehaviour::both)));
        assertEquals(0L, in(none, none, p -> p.sortBy(Pair::key, true, 3).count()));
        for (Ask<?> ask : List.<Ask<?>>of(
                p -> p.first(), p -> p.reduce(PairRddBehaviour::both), p -> p.min(BY_VALUE), p -> p.max(BY_VALUE))) {
            assertThrows(NoSuchElementException.class, () -> in(none, none, ask));
        }
    }
}
