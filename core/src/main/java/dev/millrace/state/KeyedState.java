package dev.millrace.state;

import dev.millrace.plan.IdleTimes;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one operator in the key groups of one partition, changed in place. The first touch of a key in a batch
 * keeps its old value: the list of these is what an abort undoes and what is written as the batch's delta. A value that
 * was given out counts as changed, unless its type is known to be immutable; one that is put in place of another is no
 * change if both are immutable and known to be written alike. One task's thread uses it, until it is finished.
 */
public interface KeyedState<K, S> {
    /** How many keys {@link #lookAhead} takes at once. */
    int AHEAD_MAX = 64;

    /**
     * The first so many of these keys will be asked for soon. Changes nothing but how long that takes: worth it where the
     * state is larger than the processor's caches.
     */
    void lookAhead(@Nullable Object[] keys, int count);

    @Nullable
    S get(K key);

    void put(K key, S state);

    void remove(K key);

    /** A hash of a key, the same in every JVM. */
    int hash(K key);

    /**
     * Visits every key that has state now, once: by key group, and in a key group in the order in which the keys came to
     * have state. That order is the same after a restart. The visitor must not call the other methods.
     */
    void visitAll(Visitor<K, S> visitor) throws Exception;

    /**
     * Visits the keys whose {@link dev.millrace.plan.TimedState} is idle in the batch of this time, in the order of
     * {@link #visitAll}. A state of another kind counts as touched now, the first time it is met. Costs what is idle, and
     * over time a look at each key in every timeout. The visitor must not call the other methods.
     */
    void visitIdle(IdleTimes idle, Instant time, Visitor<K, S> visitor) throws Exception;

    /** Shows all keys with their states, in the order of {@link #visitAll}; who looks must not change them. */
    void forEach(BiConsumer<K, S> look);

    long size();

    /**
     * Nothing more is done in this batch: what was changed is encoded now, in the task's thread, if it is to be written.
     *
     * @throws dev.millrace.MillraceException USER_CODE where a key or value can't be written
     */
    void finish();

    /** Gives the new state of a key: the same, another, or null where it is to be removed. */
    @FunctionalInterface
    interface Visitor<K, S> {
        @Nullable
        S visit(K key, S state) throws Exception;
    }
}
