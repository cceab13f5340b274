package dev.millrace.engine;

import dev.millrace.plan.StatefulSpec;
import dev.millrace.storage.StateFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of all operators of an engine. The batch thread calls it; a {@link KeyedState} is used by the one task
 * that runs its partition. Between {@link #begin} and {@link #commit} or {@link #abort}, changes are undone by abort.
 */
interface StateStore {
    /** Takes up what batch {@code batch} left. */
    void restore(long batch, List<StateFile> files);

    /** A batch begins: from here on changes belong to it. */
    void begin(BatchInputs inputs);

    /** The key group of a key: the same in every JVM, for ever. Any task may ask. */
    int keyGroup(@Nullable Object key, int keyGroups);

    /** Whether the operator has had no state ever, so that its initial state is due. */
    boolean isNew(StatefulSpec<?, ?, ?, ?> spec);

    /** The state of the key groups that {@code partition} of {@code partitions} owns, see {@link KeyGroupRange}. */
    <K, S> KeyedState<K, S> open(StatefulSpec<K, ?, S, ?> spec, int partition, int partitions);

    /** Makes the batch's changes durable, in files nobody reads until {@code Done} names them. */
    List<StateFile> stage();

    void commit();

    void abort();
}
