package dev.millrace.plan;

import java.io.Serializable;

/**
 * What a {@link Stateful} does. {@code name} is unique in the program and what its state is kept under; the number of
 * key groups is fixed for the life of the state.
 */
public record StatefulSpec<K, V, S, R>(String name, int keyGroups, StateFunction<K, V, S, R> function)
        implements Serializable {
    public static final int DEFAULT_KEY_GROUPS = 128;

    public StatefulSpec {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a stateful operator has a name");
        }
        if (keyGroups < 1) {
            throw new IllegalArgumentException("at least one key group, not " + keyGroups);
        }
    }
}
