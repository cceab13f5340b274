package dev.millrace;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Groups;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An {@link RDD} of pairs, with the operations that need keys. It wraps one, and everything said there is true here.
 * Operations that exchange take a number of partitions, a {@link Partitioner}, or the engine's default.
 */
public final class PairRDD<K, V> extends PairsAsRecords<K, V> {
    PairRDD(RDD<Pair<K, V>> rdd) {
        super(rdd);
    }

    @Override
    PairRDD<K, V> self() {
        return this;
    }

    public static <K, V> PairRDD<K, V> fromRDD(RDD<Pair<K, V>> rdd) {
        return new PairRDD<>(Checks.argument(rdd, "RDD"));
    }

    // ---- each value

    public <W> PairRDD<K, W> mapValues(Function<? super V, ? extends W> function) {
        return pipe("mapValues", new PipeSpec.MapValues<>(Checks.function(function)));
    }

    public <W> PairRDD<K, W> flatMapValues(FlatMapFunction<? super V, ? extends W> function) {
        return pipe("flatMapValues", new PipeSpec.FlatMapValues<>(Checks.function(function)));
    }

    public RDD<K> keys() {
        return rdd.pipe("keys", new PipeSpec.Map<>(Pair::key));
    }

    public RDD<V> values() {
        return rdd.pipe("values", new PipeSpec.Map<>(Pair::value));
    }

    // ---- the values of each key

    /** All values of a key become one by the function, which must be associative. */
    public PairRDD<K, V> reduceByKey(Function2<V, V, V> function) {
        return reduceByKey(function, Placement.byDefault());
    }

    public PairRDD<K, V> reduceByKey(Function2<V, V, V> function, int partitions) {
        return reduceByKey(function, Placement.byHash(partitions));
    }

    public PairRDD<K, V> reduceByKey(Partitioner partitioner, Function2<V, V, V> function) {
        return reduceByKey(function, by(partitioner));
    }

    PairRDD<K, V> reduceByKey(Function2<V, V, V> function, Placement placement) {
        return combine("reduceByKey", placement, new Combiner.Reduce<>(Checks.function(function)));
    }

    /** All values of a key, in order. Where they are only combined afterwards, {@link #reduceByKey} costs far less. */
    public PairRDD<K, Iterable<V>> groupByKey() {
        return groupByKey(Placement.byDefault());
    }

    public PairRDD<K, Iterable<V>> groupByKey(int partitions) {
        return groupByKey(Placement.byHash(partitions));
    }

    public PairRDD<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        return groupByKey(by(partitioner));
    }

    PairRDD<K, Iterable<V>> groupByKey(Placement placement) {
        return combine("groupByKey", placement, new Combiner.Group<>());
    }

    /** The first value of a key becomes a combined one, further values and other combined ones are merged into it. */
    public <C> PairRDD<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, Placement.byDefault());
    }

    public <C> PairRDD<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            int partitions) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, Placement.byHash(partitions));
    }

    public <C> PairRDD<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Partitioner partitioner) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, by(partitioner));
    }

    <C> PairRDD<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Placement placement) {
        return combine("combineByKey", placement, combiner(createCombiner, mergeValue, mergeCombiners));
    }

    static <V, C> Combiner<V, C> combiner(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners) {
        return new Combiner.General<>(
                Checks.argument(createCombiner, "function createCombiner"),
                Checks.argument(mergeValue, "function mergeValue"),
                Checks.argument(mergeCombiners, "function mergeCombiners"));
    }

    /** Each key begins, in every partition, with a new {@code zero}, to which its values are added. */
    public <U> PairRDD<K, U> aggregateByKey(
            Function0<U> zero, Function2<U, ? super V, U> add, Function2<U, U, U> combine) {
        return combine("aggregateByKey", Placement.byDefault(), aggregation(zero, add, combine));
    }

    public <U> PairRDD<K, U> aggregateByKey(
            Function0<U> zero, int partitions, Function2<U, ? super V, U> add, Function2<U, U, U> combine) {
        return combine("aggregateByKey", Placement.byHash(partitions), aggregation(zero, add, combine));
    }

    public <U> PairRDD<K, U> aggregateByKey(
            Function0<U> zero, Partitioner partitioner, Function2<U, ? super V, U> add, Function2<U, U, U> combine) {
        return combine("aggregateByKey", by(partitioner), aggregation(zero, add, combine));
    }

    private static <V, U> Combiner<V, U> aggregation(
            Function0<U> zero, Function2<U, ? super V, U> add, Function2<U, U, U> combine) {
        Checks.argument(zero, "function zero");
        Checks.function(add);
        return new Combiner.General<>(value -> add.call(zero.call(), value), add, Checks.function(combine));
    }

    /** Each key begins, in every partition, with {@code zero}, which the function must not change. */
    public PairRDD<K, V> foldByKey(V zero, Function2<V, V, V> function) {
        return combine("foldByKey", Placement.byDefault(), aggregation(() -> zero, function, function));
    }

    public PairRDD<K, V> foldByKey(V zero, int partitions, Function2<V, V, V> function) {
        return combine("foldByKey", Placement.byHash(partitions), aggregation(() -> zero, function, function));
    }

    public PairRDD<K, V> foldByKey(V zero, Partitioner partitioner, Function2<V, V, V> function) {
        return combine("foldByKey", by(partitioner), aggregation(() -> zero, function, function));
    }

    /** Brings every pair to the partition of its key. */
    public PairRDD<K, V> partitionBy(Partitioner partitioner) {
        ShuffleSpec<Pair<K, V>, Pair<K, V>> spec = new ShuffleSpec.ByKey<>(by(partitioner));
        return new PairRDD<>(rdd.then(new Shuffle<>(plan(), spec, rdd.operator("partitionBy", spec))));
    }

    /** In the order of the keys, from partition to partition; runs a job when it is called. */
    public PairRDD<K, V> sortByKey() {
        return sortByKey(true);
    }

    public PairRDD<K, V> sortByKey(boolean ascending) {
        return sortByKey(Ordering.natural(), ascending);
    }

    public PairRDD<K, V> sortByKey(boolean ascending, int partitions) {
        return sortByKey(Ordering.natural(), ascending, partitions);
    }

    /** A comparator of a class that can be serialized also works on Spark. */
    public PairRDD<K, V> sortByKey(Comparator<K> comparator) {
        return sortByKey(comparator, true);
    }

    public PairRDD<K, V> sortByKey(Comparator<K> comparator, boolean ascending) {
        return sortByKey(comparator, ascending, rdd.partitions("sortByKey"));
    }

    public PairRDD<K, V> sortByKey(Comparator<K> comparator, boolean ascending, int partitions) {
        rdd.partitions("sortByKey");
        Comparator<K> order = Ordering.directed(comparator, ascending);
        return new PairRDD<>(Ordering.sorted("sortByKey", rdd, Pair::key, order, Checks.partitions(partitions)));
    }

    // ---- with another RDD

    /** All values of a key on both sides, for every key that is on one of them. */
    public <W> PairRDD<K, Joined<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other) {
        return cogroup(other, Placement.byDefault());
    }

    public <W> PairRDD<K, Joined<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, int partitions) {
        return cogroup(other, Placement.byHash(partitions));
    }

    public <W> PairRDD<K, Joined<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, Partitioner partitioner) {
        return cogroup(other, by(partitioner));
    }

    <W> PairRDD<K, Joined<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, Placement placement) {
        return new PairRDD<>(grouped("cogroup", other, placement)
                .pipe("cogroup", new PipeSpec.MapValues<>(groups -> new Joined<>(groups.of(0), groups.of(1)))));
    }

    /** Every value on the left with every value of the same key on the right. */
    public <W> PairRDD<K, Joined<V, W>> join(PairRDD<K, W> other) {
        return join(other, Placement.byDefault());
    }

    public <W> PairRDD<K, Joined<V, W>> join(PairRDD<K, W> other, int partitions) {
        return join(other, Placement.byHash(partitions));
    }

    public <W> PairRDD<K, Joined<V, W>> join(PairRDD<K, W> other, Partitioner partitioner) {
        return join(other, by(partitioner));
    }

    <W> PairRDD<K, Joined<V, W>> join(PairRDD<K, W> other, Placement placement) {
        return joined("join", other, placement, Joins.inner());
    }

    /** As {@link #join}; a value on the left that has no partner is kept. */
    public <W> PairRDD<K, Joined<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other) {
        return leftOuterJoin(other, Placement.byDefault());
    }

    public <W> PairRDD<K, Joined<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, int partitions) {
        return leftOuterJoin(other, Placement.byHash(partitions));
    }

    public <W> PairRDD<K, Joined<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, Partitioner partitioner) {
        return leftOuterJoin(other, by(partitioner));
    }

    <W> PairRDD<K, Joined<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, Placement placement) {
        return joined("leftOuterJoin", other, placement, Joins.leftOuter());
    }

    /** As {@link #join}; a value on the right that has no partner is kept. */
    public <W> PairRDD<K, Joined<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other) {
        return rightOuterJoin(other, Placement.byDefault());
    }

    public <W> PairRDD<K, Joined<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, int partitions) {
        return rightOuterJoin(other, Placement.byHash(partitions));
    }

    public <W> PairRDD<K, Joined<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, Partitioner partitioner) {
        return rightOuterJoin(other, by(partitioner));
    }

    <W> PairRDD<K, Joined<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, Placement placement) {
        return joined("rightOuterJoin", other, placement, Joins.rightOuter());
    }

    /** As {@link #join}; a value that has no partner is kept on either side. */
    public <W> PairRDD<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other) {
        return fullOuterJoin(other, Placement.byDefault());
    }

    public <W> PairRDD<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other, int partitions) {
        return fullOuterJoin(other, Placement.byHash(partitions));
    }

    public <W> PairRDD<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(
            PairRDD<K, W> other, Partitioner partitioner) {
        return fullOuterJoin(other, by(partitioner));
    }

    <W> PairRDD<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other, Placement placement) {
        return joined("fullOuterJoin", other, placement, Joins.fullOuter());
    }

    /** The pairs whose key is not on the other side. */
    public <W> PairRDD<K, V> subtractByKey(PairRDD<K, W> other) {
        return joined("subtractByKey", other, Placement.byDefault(), Joins.without());
    }

    public <W> PairRDD<K, V> subtractByKey(PairRDD<K, W> other, int partitions) {
        return joined("subtractByKey", other, Placement.byHash(Checks.partitions(partitions)), Joins.without());
    }

    public <W> PairRDD<K, V> subtractByKey(PairRDD<K, W> other, Partitioner partitioner) {
        return joined("subtractByKey", other, by(partitioner), Joins.without());
    }

    // ---- actions

    /** The last value of each key, in order of partition and position. */
    public Map<K, V> collectAsMap() {
        Map<K, V> map = new LinkedHashMap<>();
        collect().forEach(pair -> map.put(pair.key(), pair.value()));
        return map;
    }

    /** How many pairs each key has. */
    public Map<K, Long> countByKey() {
        return combine("countByKey", Placement.byDefault(), new Combiner.Count<>())
                .collectAsMap();
    }

    /** All values of one key. */
    public List<V> lookup(K key) {
        return rdd.pipe("lookup", new PipeSpec.Filter<>(pair -> Objects.equals(key, pair.key())))
                .map(Pair::value)
                .collect();
    }

    // ---- plan building

    private <W> PairRDD<K, W> pipe(String verb, PipeSpec<Pair<K, V>, Pair<K, W>> spec) {
        return new PairRDD<>(rdd.pipe(verb, spec));
    }

    <C> PairRDD<K, C> combine(String verb, Placement placement, Combiner<V, C> combiner) {
        ShuffleSpec<Pair<K, V>, Pair<K, C>> spec = new ShuffleSpec.Combine<>(placement, combiner);
        return new PairRDD<>(rdd.then(new Shuffle<>(plan(), spec, rdd.operator(verb, spec))));
    }

    private RDD<Pair<K, Groups>> grouped(String verb, PairRDD<K, ?> other, Placement placement) {
        RDD<? extends Pair<K, ?>> right = Checks.argument(other, "other RDD").rdd;
        return rdd.then(new CoGroup<>(List.of(plan(), right.plan()), placement, rdd.operator(verb, placement)), right);
    }

    /** The function emits pairs of the key that it is given, so the placement stays. */
    private <R> PairRDD<K, R> joined(
            String verb, PairRDD<K, ?> other, Placement placement, MapMultiFunction<Pair<K, Groups>, Pair<K, R>> join) {
        return new PairRDD<>(grouped(verb, other, placement).pipe(verb, new PipeSpec.MapMulti<>(join, true)));
    }

    private static Placement by(Partitioner partitioner) {
        return Placement.by(Checks.argument(partitioner, "partitioner"));
    }
}
