package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds the pairs of one input to a table of groups: for each key an array with a list for each input. */
final class CoGroupStep extends Step {
    private final Operator operator;

    CoGroupStep(Parts parts) {
        super(parts);
        this.operator = parts.user();
    }

    /** The groups so far, and which of the inputs adds to them. */
    record Grouping(KeyTable groups, int input, int inputs) {}

    @Override
    void accept(Object record, Frame frame) {
        Grouping grouping = (Grouping) frame.end();
        try {
            Pair<?, ?> pair = Pairs.of(record);
            add(grouping.groups(), pair.key(), grouping.input(), grouping.inputs(), pair.value());
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @SuppressWarnings("unchecked") // the arrays are made here
    static void add(KeyTable groups, Object key, int input, int inputs, Object value) {
        int place = groups.place(key, KeyTable.hash(key));
        if (place < 0) {
            place = -1 - place;
            groups.setValue(place, empty(inputs));
        }
        List<Object>[] lists = (List<Object>[]) groups.object(place);
        if (lists == null) {
            throw new IllegalStateException("a key without groups");
        }
        if (lists[input].isEmpty()) {
            lists[input] = new ArrayList<>(2);
        }
        lists[input].add(value);
    }

    static List<?>[] empty(int inputs) {
        List<?>[] lists = new List<?>[inputs];
        Arrays.fill(lists, List.of());
        return lists;
    }
}
