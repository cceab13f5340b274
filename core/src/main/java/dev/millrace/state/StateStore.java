package dev.millrace.state;

import dev.millrace.plan.StatefulSpec;
import dev.millrace.storage.StateFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of all operators of an engine. The batch thread calls it; a {@link KeyedState} is used by the one task
 * that runs its partition. Between {@link #begin} and {@link #commit} or {@link #abort}, changes are undone by abort.
 */
public interface StateStore extends AutoCloseable {
    /** Takes up what batch {@code batch} left. */
    void restore(long batch, List<StateFile> files);

    /** An attempt at a batch begins, under the driver's epoch: from here on changes belong to it. */
    void begin(long batch, long epoch, int attempt);

    /**
     * Batches that begin from here on, the first of them {@code first}, change state together: {@link #stage} writes and
     * {@link #commit} or {@link #abort} ends what all of them changed. Called between two batches.
     */
    void beginGroup(long first);

    /** The group's batches have run: it is written under the number of this one. */
    void endGroup(long last);

    /** The key group of a key: the same in every JVM, for ever. Any task may ask. */
    int keyGroup(@Nullable Object key, int keyGroups);

    /** Whether the operator has had no state ever, so that its initial state is due. */
    boolean isNew(StatefulSpec<?, ?, ?, ?> spec);

    /**
     * The state of the key groups that {@code partition} of {@code partitions} owns, see {@link KeyGroupRange}, for the
     * one task of this batch that runs them and ends with {@link KeyedState#finish}.
     */
    <K, S> KeyedState<K, S> open(StatefulSpec<K, ?, S, ?> spec, int partition, int partitions);

    /**
     * Writes what the batch's tasks changed, in files that nobody reads until {@code Done} names them, and that are durable
     * when that is.
     */
    List<StateFile> stage();

    void commit();

    /**
     * Undoes the batch's changes. Values that a function may have changed in place can't be: the state is lost then, and
     * {@link #begin} refuses until {@link #restore} has brought it back.
     */
    void abort();

    /** How many keys each operator has; roughly while a batch runs. Any thread may ask. */
    default Map<String, Long> keysByOperator() {
        return Map.of();
    }

    /** Waits for what is being written. */
    @Override
    void close();
}
