package dev.millrace;

import dev.millrace.function.Function3;
import dev.millrace.function.Function4;
import dev.millrace.plan.IdleTimes;
import dev.millrace.plan.MapWithState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PairDStream#mapWithState} does with each record and the state of its key. Immutable: each setting gives
 * another one.
 */
public final class StateSpec<K, V, S, R> {
    private final MapWithState.Mapping<K, V, S, R> mapping;
    private final @Nullable PairRDD<K, S> initialState;
    private final @Nullable Partitioner partitioner;
    private final @Nullable IdleTimes idle;

    private StateSpec(
            MapWithState.Mapping<K, V, S, R> mapping,
            @Nullable PairRDD<K, S> initialState,
            @Nullable Partitioner partitioner,
            @Nullable IdleTimes idle) {
        this.mapping = mapping;
        this.initialState = initialState;
        this.partitioner = partitioner;
        this.idle = idle;
    }

    /** The function gets the key, the value (none where the key times out) and the state; what it returns is the stream's. */
    public static <K, V, S, R> StateSpec<K, V, S, R> function(Function3<K, Optional<V>, State<S>, R> function) {
        Checks.function(function);
        return new StateSpec<>(
                (time, key, value, state, out) -> out.emit(function.call(key, Optional.ofNullable(value), state)),
                null,
                null,
                null);
    }

    /** The same with the batch's time first; where it returns nothing, the stream gets nothing. */
    public static <K, V, S, R> StateSpec<K, V, S, R> function(
            Function4<Instant, K, Optional<V>, State<S>, Optional<R>> function) {
        Checks.function(function);
        return new StateSpec<>(
                (time, key, value, state, out) -> {
                    Optional<R> mapped = function.call(time, key, Optional.ofNullable(value), state);
                    if (mapped.isPresent()) {
                        out.emit(mapped.get());
                    }
                },
                null,
                null,
                null);
    }

    /** What the operator starts with if the checkpoint has no state of it yet. */
    public StateSpec<K, V, S, R> initialState(PairRDD<K, S> state) {
        return new StateSpec<>(mapping, Checks.argument(state, "initial state"), partitioner, idle);
    }

    /** How many partitions {@link MapWithStateDStream#stateSnapshots} has; the state itself is placed by key group. */
    public StateSpec<K, V, S, R> numPartitions(int partitions) {
        return partitioner(new HashPartitioner(Checks.partitions(partitions)));
    }

    /** Where {@link MapWithStateDStream#stateSnapshots} has a key; the state itself is placed by key group. */
    public StateSpec<K, V, S, R> partitioner(Partitioner snapshots) {
        return new StateSpec<>(mapping, initialState, Checks.argument(snapshots, "partitioner"), idle);
    }

    /**
     * A key without a record for longer than this loses its state; the function is called for it once more, without a value.
     * It happens within a 64th of the timeout, in a batch whose time has passed that, also while no records come.
     *
     * @throws IllegalArgumentException unless {@code duration} is at least 1 ms
     */
    public StateSpec<K, V, S, R> timeout(Duration duration) {
        if (Checks.duration(duration, "timeout").toMillis() < 1) {
            throw new IllegalArgumentException("a timeout is at least 1 ms, not " + duration);
        }
        return new StateSpec<>(mapping, initialState, partitioner, new IdleTimes(duration.toMillis()));
    }

    MapWithState.Mapping<K, V, S, R> mapping() {
        return mapping;
    }

    @Nullable
    PairRDD<K, S> initialState() {
        return initialState;
    }

    @Nullable
    Partitioner partitioner() {
        return partitioner;
    }

    @Nullable
    IdleTimes idle() {
        return idle;
    }
}
