package dev.millrace;

import dev.millrace.function.Function2;
import dev.millrace.plan.MapWithState;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StateFunction.Snapshots;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How streams are made of what an operator keeps for each key. */
final class KeyedStates {
    private KeyedStates() {}

    static <K, V, S> PairDStream<K, S> updated(
            DStream<Pair<K, V>> stream,
            Function2<List<V>, Optional<S>, Optional<S>> function,
            @Nullable PairRDD<K, S> initial) {
        StateFunction<K, V, S, Pair<K, S>> update =
                StateFunction.updateStateByKey(Checks.function(function), Windows.visits(stream));
        RDD<Pair<K, S>> before = initial == null ? null : initial.toRDD();
        return new PairDStream<>(stream.context()
                .operators()
                .stateful("updateStateByKey", List.of(stream), before, update, stream.windows()));
    }

    @SuppressWarnings("unchecked") // a state that times out lies in a wrapper
    static <K, V, S, R> MapWithStateDStream<K, V, S, R> mapped(DStream<Pair<K, V>> stream, StateSpec<K, V, S, R> spec) {
        Snapshots snapshots = new Snapshots();
        MapWithState<K, V, S, R> function = new MapWithState<>(spec.mapping(), spec.idle() != null);
        PairRDD<K, S> initial = spec.initialState();
        return stream.context()
                .operators()
                .declareStateful(
                        "mapWithState",
                        List.of(stream),
                        initial == null ? null : (RDD<Pair<K, Object>>) (RDD<?>) initial.toRDD(),
                        new StateFunction.PerRecord<>(function, spec.idle(), snapshots),
                        (template, naming) -> new MapWithStateDStream<>(
                                stream.context(),
                                template,
                                stream.windows(),
                                naming,
                                snapshots,
                                spec.partitioner(),
                                Windows.visits(stream)));
    }
}
