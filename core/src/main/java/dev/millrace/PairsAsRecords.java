package dev.millrace;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.function.PairFlatMapFunction;
import dev.millrace.function.PairFunction;
import dev.millrace.function.VoidFunction;
import dev.millrace.plan.Plan;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What an RDD of pairs can do as any RDD can: each operation is {@link RDD}'s, with pairs as the records. */
abstract sealed class PairsAsRecords<K, V> permits PairRDD {
    final RDD<Pair<K, V>> rdd;

    PairsAsRecords(RDD<Pair<K, V>> rdd) {
        this.rdd = rdd;
    }

    /** The same RDD with the operations of any. */
    public RDD<Pair<K, V>> toRDD() {
        return rdd;
    }

    public Plan<Pair<K, V>> plan() {
        return rdd.plan();
    }

    abstract PairRDD<K, V> self();

    // ---- each record

    public <R> RDD<R> map(Function<? super Pair<K, V>, ? extends R> function) {
        return rdd.map(function);
    }

    public PairRDD<K, V> filter(Function<? super Pair<K, V>, Boolean> predicate) {
        return new PairRDD<>(rdd.filter(predicate));
    }

    public <R> RDD<R> flatMap(FlatMapFunction<? super Pair<K, V>, ? extends R> function) {
        return rdd.flatMap(function);
    }

    public <R> RDD<R> mapMulti(MapMultiFunction<? super Pair<K, V>, R> function) {
        return rdd.mapMulti(function);
    }

    public <K2, V2> PairRDD<K2, V2> mapToPair(PairFunction<? super Pair<K, V>, K2, V2> function) {
        return rdd.mapToPair(function);
    }

    public <K2, V2> PairRDD<K2, V2> flatMapToPair(PairFlatMapFunction<? super Pair<K, V>, K2, V2> function) {
        return rdd.flatMapToPair(function);
    }

    /** Pairs of the key that the function finds in a pair, and the pair. */
    public <K2> PairRDD<K2, Pair<K, V>> keyBy(Function<? super Pair<K, V>, ? extends K2> function) {
        return rdd.keyBy(function);
    }

    public <K2> PairRDD<K2, Iterable<Pair<K, V>>> groupBy(Function<? super Pair<K, V>, ? extends K2> function) {
        return rdd.groupBy(function);
    }

    public <K2> PairRDD<K2, Iterable<Pair<K, V>>> groupBy(
            Function<? super Pair<K, V>, ? extends K2> function, int partitions) {
        return rdd.groupBy(function, partitions);
    }

    // ---- each partition

    public <R> RDD<R> mapPartitions(FlatMapFunction<Iterator<Pair<K, V>>, R> function) {
        return rdd.mapPartitions(function);
    }

    public <R> RDD<R> mapPartitions(FlatMapFunction<Iterator<Pair<K, V>>, R> function, boolean preservesPartitioning) {
        return rdd.mapPartitions(function, preservesPartitioning);
    }

    public <R> RDD<R> mapPartitionsWithIndex(Function2<Integer, Iterator<Pair<K, V>>, Iterator<R>> function) {
        return rdd.mapPartitionsWithIndex(function);
    }

    public <R> RDD<R> mapPartitionsWithIndex(
            Function2<Integer, Iterator<Pair<K, V>>, Iterator<R>> function, boolean preservesPartitioning) {
        return rdd.mapPartitionsWithIndex(function, preservesPartitioning);
    }

    public <K2, V2> PairRDD<K2, V2> mapPartitionsToPair(PairFlatMapFunction<Iterator<Pair<K, V>>, K2, V2> function) {
        return rdd.mapPartitionsToPair(function);
    }

    public <K2, V2> PairRDD<K2, V2> mapPartitionsToPair(
            PairFlatMapFunction<Iterator<Pair<K, V>>, K2, V2> function, boolean preservesPartitioning) {
        return rdd.mapPartitionsToPair(function, preservesPartitioning);
    }

    public RDD<List<Pair<K, V>>> glom() {
        return rdd.glom();
    }

    // ---- partitions among each other

    public PairRDD<K, V> union(PairRDD<K, V> other) {
        return new PairRDD<>(rdd.union(Checks.argument(other, "other RDD").rdd));
    }

    public PairRDD<K, V> distinct() {
        return new PairRDD<>(rdd.distinct());
    }

    public PairRDD<K, V> distinct(int partitions) {
        return new PairRDD<>(rdd.distinct(partitions));
    }

    public PairRDD<K, V> repartition(int partitions) {
        return new PairRDD<>(rdd.repartition(partitions));
    }

    public PairRDD<K, V> coalesce(int partitions) {
        return new PairRDD<>(rdd.coalesce(partitions));
    }

    public PairRDD<K, V> coalesce(int partitions, boolean shuffle) {
        return new PairRDD<>(rdd.coalesce(partitions, shuffle));
    }

    /** In the order of what the function finds in each pair; runs a job when it is called. */
    public <S> PairRDD<K, V> sortBy(
            Function<? super Pair<K, V>, ? extends S> function, boolean ascending, int partitions) {
        return new PairRDD<>(rdd.sortBy(function, ascending, partitions));
    }

    public PairRDD<Pair<K, V>, Long> zipWithIndex() {
        return rdd.zipWithIndex();
    }

    // ---- kept

    public PairRDD<K, V> cache() {
        rdd.cache();
        return self();
    }

    public PairRDD<K, V> persist(StorageLevel level) {
        rdd.persist(level);
        return self();
    }

    public PairRDD<K, V> unpersist() {
        rdd.unpersist();
        return self();
    }

    // ---- actions

    public List<Pair<K, V>> collect() {
        return rdd.collect();
    }

    public List<Pair<K, V>> take(int records) {
        return rdd.take(records);
    }

    public Pair<K, V> first() {
        return rdd.first();
    }

    public boolean isEmpty() {
        return rdd.isEmpty();
    }

    public long count() {
        return rdd.count();
    }

    public Map<Pair<K, V>, Long> countByValue() {
        return rdd.countByValue();
    }

    public Pair<K, V> reduce(Function2<Pair<K, V>, Pair<K, V>, Pair<K, V>> function) {
        return rdd.reduce(function);
    }

    public Pair<K, V> fold(Pair<K, V> zero, Function2<Pair<K, V>, Pair<K, V>, Pair<K, V>> function) {
        return rdd.fold(zero, function);
    }

    public <U> U aggregate(Function0<U> zero, Function2<U, ? super Pair<K, V>, U> add, Function2<U, U, U> combine) {
        return rdd.aggregate(zero, add, combine);
    }

    public Pair<K, V> min(Comparator<? super Pair<K, V>> comparator) {
        return rdd.min(comparator);
    }

    public Pair<K, V> max(Comparator<? super Pair<K, V>> comparator) {
        return rdd.max(comparator);
    }

    public List<Pair<K, V>> top(int records, Comparator<Pair<K, V>> comparator) {
        return rdd.top(records, comparator);
    }

    public List<Pair<K, V>> takeOrdered(int records, Comparator<Pair<K, V>> comparator) {
        return rdd.takeOrdered(records, comparator);
    }

    public void foreach(VoidFunction<? super Pair<K, V>> function) {
        rdd.foreach(function);
    }

    public void foreachPartition(VoidFunction<Iterator<Pair<K, V>>> function) {
        rdd.foreachPartition(function);
    }

    public void saveAsTextFile(String path) {
        rdd.saveAsTextFile(path);
    }

    @Override
    public String toString() {
        return rdd.toString();
    }
}
