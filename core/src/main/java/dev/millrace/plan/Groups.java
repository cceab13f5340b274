package dev.millrace.plan;

import java.io.Serializable;
import java.util.List;

/** The values of one key in each input of a {@link CoGroup}, in order of (input partition, position). */
public final class Groups implements Serializable {
    private final List<?>[] values;

    /** Takes the array over. */
    public Groups(List<?>[] values) {
        this.values = values;
    }

    /** The values in one input; empty if the key isn't there. */
    @SuppressWarnings("unchecked") // whoever made the plan knows the types of its inputs
    public <V> List<V> of(int input) {
        return (List<V>) values[input];
    }

    public int inputs() {
        return values.length;
    }

    @Override
    public String toString() {
        return List.of(values).toString();
    }
}
