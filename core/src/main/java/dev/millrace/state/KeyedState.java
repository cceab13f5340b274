package dev.millrace.state;

import org.jspecify.annotations.Nullable;

/**
 * The state of one operator in the key groups of one partition, changed in place. The first touch of a key in a batch
 * keeps its old value: the list of these is what an abort undoes and what is written as the batch's delta. A value that
 * was given out counts as changed unless its type is known to be immutable.
 */
public interface KeyedState<K, S> {
    @Nullable
    S get(K key);

    void put(K key, S state);

    void remove(K key);

    /** Visits every key that has state now, once; the visitor must not call the other methods. */
    void visitAll(Visitor<K, S> visitor) throws Exception;

    long size();

    /** Gives the new state of a key: the same, another, or null where it is to be removed. */
    @FunctionalInterface
    interface Visitor<K, S> {
        @Nullable
        S visit(K key, S state) throws Exception;
    }
}
