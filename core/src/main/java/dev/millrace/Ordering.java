package dev.millrace;

import dev.millrace.function.Function;
import dev.millrace.plan.PipeSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** What RDDs do with an order of their records. Comparators travel to the tasks. */
final class Ordering {
    /** So many keys for each partition to be are looked at, to make them about equally large. */
    private static final int SAMPLES_PER_PARTITION = 60;

    private Ordering() {}

    /** A comparator that travels. */
    private interface Order<T> extends Comparator<T>, Serializable {}

    /** That of the records' class. */
    @SuppressWarnings("unchecked") // records without an order of their own fail in the comparison, saying so
    static <T> Comparator<T> natural() {
        Order<T> order = (one, other) -> ((Comparable<T>) one).compareTo(other);
        return order;
    }

    static <K> Comparator<K> directed(Comparator<K> comparator, boolean ascending) {
        Checks.argument(comparator, "comparator");
        return ascending ? comparator : Collections.reverseOrder(comparator);
    }

    // ---- sorting

    /** Records in order from partition to partition; equal ones in the order in which they were. Runs a job that samples. */
    static <T, K> RDD<T> sorted(
            String verb, RDD<T> rdd, Function<? super T, ? extends K> key, Comparator<K> order, int partitions) {
        List<K> bounds = partitions == 1 ? List.of() : bounds(verb, rdd, key, order, partitions);
        Comparator<Pair<K, T>> byKey = byKey(order);
        return PairRDD.fromRDD(rdd.<Pair<K, T>>pipe(verb, new PipeSpec.KeyBy<>(key)))
                .partitionBy(new RangePartitioner<>(bounds, order))
                .toRDD()
                .pipe(verb, new PipeSpec.MapPartitions<>((index, pairs) -> values(pairs, byKey), false));
    }

    private static <T, K> Comparator<Pair<K, T>> byKey(Comparator<K> order) {
        Order<Pair<K, T>> byKey = (one, other) -> order.compare(one.key(), other.key());
        return byKey;
    }

    private static <T, K> Iterator<T> values(Iterator<Pair<K, T>> pairs, Comparator<Pair<K, T>> byKey) {
        List<Pair<K, T>> all = new ArrayList<>();
        pairs.forEachRemaining(all::add);
        all.sort(byKey);
        return all.stream().map(Pair::value).iterator();
    }

    private static <T, K> List<K> bounds(
            String verb, RDD<T> rdd, Function<? super T, ? extends K> key, Comparator<K> order, int partitions) {
        int size = SAMPLES_PER_PARTITION * partitions;
        List<Pair<Double, K>> sampled = new ArrayList<>(rdd.<K>pipe(verb, new PipeSpec.Map<>(key))
                .pipe(verb, new PipeSpec.MapPartitions<>((index, keys) -> sample(index, keys, size), false))
                .collect());
        sampled.sort((one, other) -> order.compare(one.value(), other.value()));
        double all = sampled.stream().mapToDouble(Pair::key).sum();
        List<K> bounds = new ArrayList<>();
        double until = 0;
        for (Pair<Double, K> one : sampled) {
            until += one.key();
            boolean isNext = until >= all * (bounds.size() + 1) / partitions && bounds.size() < partitions - 1;
            if (isNext && (bounds.isEmpty() || order.compare(bounds.get(bounds.size() - 1), one.value()) < 0)) {
                bounds.add(one.value());
            }
        }
        return bounds;
    }

    /** Some keys of a partition, each with how many it stands for; the same ones each time. */
    private static <K> Iterator<Pair<Double, K>> sample(int partition, Iterator<K> keys, int size) {
        SplittableRandom random = new SplittableRandom(partition);
        List<K> kept = new ArrayList<>();
        long count = 0;
        while (keys.hasNext()) {
            K key = keys.next();
            count++;
            if (kept.size() < size) {
                kept.add(key);
            } else {
                long place = random.nextLong(count);
                if (place < size) {
                    kept.set((int) place, key);
                }
            }
        }
        double weight = kept.isEmpty() ? 0 : (double) count / kept.size();
        return kept.stream().map(key -> Pair.of(weight, key)).iterator();
    }

    // ---- the first in an order

    /** The first records in the order, at most so many, sorted. */
    static <T> List<T> first(String verb, RDD<T> rdd, int records, Comparator<T> order) {
        Checks.argument(order, "comparator");
        if (records < 0) {
            throw new IllegalArgumentException(verb + " wants a number of records, not " + records);
        }
        List<T> first = new ArrayList<>(rdd.pipe(
                        verb, new PipeSpec.MapPartitions<>((index, all) -> first(all, records, order), false))
                .collect());
        first.sort(order);
        return new ArrayList<>(first.subList(0, Math.min(records, first.size())));
    }

    private static <T> Iterator<T> first(Iterator<T> all, int records, Comparator<T> order) {
        PriorityQueue<T> kept = new PriorityQueue<>(Collections.reverseOrder(order));
        while (records > 0 && all.hasNext()) {
            T record = all.next();
            if (kept.size() < records) {
                kept.add(record);
            } else if (order.compare(record, kept.element()) < 0) {
                kept.remove();
                kept.add(record);
            }
        }
        return kept.iterator();
    }

    // ---- numbers

    /** Each record with its number, in order of partition and position. Runs a job that counts, if there are several partitions. */
    static <T> RDD<Pair<T, Long>> numbered(RDD<T> rdd, int partitions) {
        List<Long> counts = partitions == 1
                ? List.of()
                : rdd.pipe("zipWithIndex", new PipeSpec.Count<T>()).collect();
        List<Long> starts = new ArrayList<>(counts.size());
        long next = 0;
        for (long count : counts) {
            starts.add(next);
            next += count;
        }
        return rdd.pipe(
                "zipWithIndex",
                new PipeSpec.MapPartitions<>(
                        (index, records) -> numbered(records, starts.isEmpty() ? 0 : starts.get(index)), false));
    }

    private static <T> Iterator<Pair<T, Long>> numbered(Iterator<T> records, long start) {
        return new Iterator<>() {
            private long next = start;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Pair<T, Long> next() {
                return new Pair<>(records.next(), next++);
            }
        };
    }
}
