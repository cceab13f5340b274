package dev.millrace;

import java.io.Serializable;

/** A key and its value. Either may be null only where an operator's description says so. */
public record Pair<K, V>(K key, V value) implements Serializable {
    public static <K, V> Pair<K, V> of(K key, V value) {
        return new Pair<>(key, value);
    }

    /** As the word counts print it: {@code (key,value)}. */
    @Override
    public String toString() {
        return "(" + key + "," + value + ")";
    }
}
