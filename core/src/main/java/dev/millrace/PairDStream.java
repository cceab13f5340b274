package dev.millrace;

import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of pairs: in each batch a {@link PairRDD}, whose operations these are. Those without a number of partitions or
 * a partitioner use as many partitions as the context runs tasks at once.
 */
public final class PairDStream<K, V> extends PairStreamAsRecords<K, V> {
    PairDStream(DStream<Pair<K, V>> stream) {
        super(stream);
    }

    @Override
    PairDStream<K, V> self() {
        return this;
    }

    /** A stream of pairs with the operations of pairs. */
    public static <K, V> PairDStream<K, V> fromDStream(DStream<Pair<K, V>> stream) {
        return new PairDStream<>(Checks.argument(stream, "stream"));
    }

    PairRDD<K, V> template() {
        return PairRDD.fromRDD(stream.template());
    }

    private <W> PairDStream<K, W> then(
            String verb, java.util.function.Function<PairRDD<K, V>, PairRDD<K, W>> operation) {
        context().declarations().checkOpen(verb);
        return new PairDStream<>(
                new DStream<>(context(), operation.apply(template()).toRDD(), stream.windows(), null));
    }

    private <W> PairRDD<K, W> templateOf(PairDStream<K, W> other) {
        stream.sameContext(Checks.argument(other, "other stream").stream);
        return other.template();
    }

    // ---- values by key

    public <W> PairDStream<K, W> mapValues(Function<? super V, ? extends W> function) {
        return then("mapValues", rdd -> rdd.mapValues(function));
    }

    public <W> PairDStream<K, W> flatMapValues(FlatMapFunction<? super V, ? extends W> function) {
        return then("flatMapValues", rdd -> rdd.flatMapValues(function));
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function) {
        return then("reduceByKey", rdd -> rdd.reduceByKey(function));
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function, int partitions) {
        return then("reduceByKey", rdd -> rdd.reduceByKey(function, partitions));
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function, Partitioner partitioner) {
        return then("reduceByKey", rdd -> rdd.reduceByKey(partitioner, function));
    }

    public PairDStream<K, Iterable<V>> groupByKey() {
        return then("groupByKey", PairRDD::groupByKey);
    }

    public PairDStream<K, Iterable<V>> groupByKey(int partitions) {
        return then("groupByKey", rdd -> rdd.groupByKey(partitions));
    }

    public PairDStream<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        return then("groupByKey", rdd -> rdd.groupByKey(partitioner));
    }

    public <C> PairDStream<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners) {
        return then("combineByKey", rdd -> rdd.combineByKey(createCombiner, mergeValue, mergeCombiners));
    }

    public <C> PairDStream<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Partitioner partitioner) {
        return then("combineByKey", rdd -> rdd.combineByKey(createCombiner, mergeValue, mergeCombiners, partitioner));
    }

    /** The same; without {@code mapSideCombine} values are combined only where their key's partition is. */
    public <C> PairDStream<K, C> combineByKey(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Partitioner partitioner,
            boolean mapSideCombine) {
        return then(
                "combineByKey",
                rdd -> (mapSideCombine ? rdd : rdd.partitionBy(partitioner))
                        .combineByKey(createCombiner, mergeValue, mergeCombiners, partitioner));
    }

    // ---- two streams

    public <W> PairDStream<K, Joined<Iterable<V>, Iterable<W>>> cogroup(PairDStream<K, W> other) {
        return then("cogroup", rdd -> rdd.cogroup(templateOf(other)));
    }

    public <W> PairDStream<K, Joined<Iterable<V>, Iterable<W>>> cogroup(PairDStream<K, W> other, int partitions) {
        return then("cogroup", rdd -> rdd.cogroup(templateOf(other), partitions));
    }

    public <W> PairDStream<K, Joined<Iterable<V>, Iterable<W>>> cogroup(
            PairDStream<K, W> other, Partitioner partitioner) {
        return then("cogroup", rdd -> rdd.cogroup(templateOf(other), partitioner));
    }

    public <W> PairDStream<K, Joined<V, W>> join(PairDStream<K, W> other) {
        return then("join", rdd -> rdd.join(templateOf(other)));
    }

    public <W> PairDStream<K, Joined<V, W>> join(PairDStream<K, W> other, int partitions) {
        return then("join", rdd -> rdd.join(templateOf(other), partitions));
    }

    public <W> PairDStream<K, Joined<V, W>> join(PairDStream<K, W> other, Partitioner partitioner) {
        return then("join", rdd -> rdd.join(templateOf(other), partitioner));
    }

    public <W> PairDStream<K, Joined<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other) {
        return then("leftOuterJoin", rdd -> rdd.leftOuterJoin(templateOf(other)));
    }

    public <W> PairDStream<K, Joined<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other, int partitions) {
        return then("leftOuterJoin", rdd -> rdd.leftOuterJoin(templateOf(other), partitions));
    }

    public <W> PairDStream<K, Joined<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other, Partitioner partitioner) {
        return then("leftOuterJoin", rdd -> rdd.leftOuterJoin(templateOf(other), partitioner));
    }

    public <W> PairDStream<K, Joined<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other) {
        return then("rightOuterJoin", rdd -> rdd.rightOuterJoin(templateOf(other)));
    }

    public <W> PairDStream<K, Joined<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other, int partitions) {
        return then("rightOuterJoin", rdd -> rdd.rightOuterJoin(templateOf(other), partitions));
    }

    public <W> PairDStream<K, Joined<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other, Partitioner partitioner) {
        return then("rightOuterJoin", rdd -> rdd.rightOuterJoin(templateOf(other), partitioner));
    }

    public <W> PairDStream<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other) {
        return then("fullOuterJoin", rdd -> rdd.fullOuterJoin(templateOf(other)));
    }

    public <W> PairDStream<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other, int partitions) {
        return then("fullOuterJoin", rdd -> rdd.fullOuterJoin(templateOf(other), partitions));
    }

    public <W> PairDStream<K, Joined<Optional<V>, Optional<W>>> fullOuterJoin(
            PairDStream<K, W> other, Partitioner partitioner) {
        return then("fullOuterJoin", rdd -> rdd.fullOuterJoin(templateOf(other), partitioner));
    }

    // ---- state

    /**
     * Keeps a state per key. In each batch the function gets, for every key that has records or state, the records' values
     * and the state so far, and gives the new state; empty ends it. The stream's records are all keys with their state.
     */
    public <S> PairDStream<K, S> updateStateByKey(Function2<List<V>, Optional<S>, Optional<S>> function) {
        return KeyedStates.updated(stream, function, null);
    }

    /** The same, its stream spread over so many partitions. */
    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function, int partitions) {
        return updateStateByKey(function, new HashPartitioner(Checks.partitions(partitions)));
    }

    /** The same, its stream placed by a partitioner; the state itself is always placed by key group. */
    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function, Partitioner partitioner) {
        return this.<S>updateStateByKey(function).placedBy(Checks.argument(partitioner, "partitioner"));
    }

    /** The same; an operator that has had no state yet begins with this one. */
    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function, PairRDD<K, S> initialState) {
        return KeyedStates.updated(stream, function, Checks.argument(initialState, "initial state"));
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function,
            Partitioner partitioner,
            PairRDD<K, S> initialState) {
        return this.<S>updateStateByKey(function, initialState).placedBy(Checks.argument(partitioner, "partitioner"));
    }

    /** Where keys are placed is another matter than where their state is, so an exchange follows. */
    PairDStream<K, V> placedBy(@Nullable Partitioner partitioner) {
        return partitioner == null
                ? this
                : new PairDStream<>(stream.behind(
                        rdd -> PairRDD.fromRDD(rdd).partitionBy(partitioner).toRDD()));
    }

    /** Calls a function for each record, with the state of its key. A batch costs what it touches, and what times out in it. */
    public <S, R> MapWithStateDStream<K, V, S, R> mapWithState(StateSpec<K, V, S, R> spec) {
        return KeyedStates.mapped(stream, Checks.argument(spec, "spec"));
    }

    // ---- windows

    public PairDStream<K, V> reduceByKeyAndWindow(Function2<V, V, V> function, Duration window) {
        return reduceByKeyAndWindow(function, window, Windows.slide(stream));
    }

    /**
     * At every multiple of {@code slide}, the values that each key got in the last {@code window} become one by the function,
     * which must be associative and leave its arguments as they are. The cost doesn't depend on the window's length.
     */
    public PairDStream<K, V> reduceByKeyAndWindow(Function2<V, V, V> function, Duration window, Duration slide) {
        return Windows.reduced(this, function, window, slide, null);
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function, Duration window, Duration slide, int partitions) {
        return reduceByKeyAndWindow(function, window, slide, new HashPartitioner(Checks.partitions(partitions)));
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function, Duration window, Duration slide, Partitioner partitioner) {
        return Windows.reduced(this, function, window, slide, Checks.argument(partitioner, "partitioner"));
    }

    /**
     * The same with a function that takes values out again: {@code inverse.call(all, gone)}. Needs less memory and time. A key
     * stays when its window is empty, with what the inverse has left of it, as in Spark; a filter lets it go.
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function, Function2<V, V, V> inverse, Duration window, Duration slide) {
        return Windows.totalled(this, function, inverse, window, slide);
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide,
            int partitions,
            Function<Pair<K, V>, Boolean> filter) {
        Partitioner partitioner = new HashPartitioner(Checks.partitions(partitions));
        return reduceByKeyAndWindow(function, inverse, window, slide, partitioner, filter);
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide,
            Partitioner partitioner,
            Function<Pair<K, V>, Boolean> filter) {
        return Windows.totalled(this, function, inverse, window, slide, partitioner, filter);
    }

    /**
     * As {@link #combineByKey} over the last {@code window}, at every multiple of {@code slide}. {@code mergeValue} may change
     * what {@code createCombiner} made; {@code mergeCombiners} leaves its arguments as they are.
     */
    public <C> PairDStream<K, C> combineByKeyAndWindow(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Duration window,
            Duration slide) {
        return Windows.combined(this, PairRDD.combiner(createCombiner, mergeValue, mergeCombiners), window, slide);
    }

    /** The same with a function that takes what was merged out again; a key stays when its window is empty. */
    public <C> PairDStream<K, C> combineByKeyAndWindow(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Function2<C, C, C> inverse,
            Duration window,
            Duration slide) {
        return Windows.combined(
                this, PairRDD.combiner(createCombiner, mergeValue, mergeCombiners), inverse, window, slide);
    }

    /** All values that each key got in the last {@code window}, in order. Where they are reduced afterwards, reduce here. */
    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window) {
        return groupByKeyAndWindow(window, Windows.slide(stream));
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window, Duration slide) {
        return Windows.grouped(this, window, slide);
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window, Duration slide, int partitions) {
        return groupByKeyAndWindow(window, slide, new HashPartitioner(Checks.partitions(partitions)));
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window, Duration slide, Partitioner partitioner) {
        return Windows.grouped(this, window, slide).placedBy(Checks.argument(partitioner, "partitioner"));
    }
}
