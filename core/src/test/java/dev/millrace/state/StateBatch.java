package dev.millrace.state;

import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One batch of one operator, as tasks would run it. */
final class StateBatch<K, S> {
    /** A batch that only looks. */
    private static final long LOOKING = Long.MAX_VALUE;

    private final OperatorStates states;
    private final StatefulSpec<K, ?, S, ?> spec;
    private final List<KeyedState<K, S>> open = new ArrayList<>();

    StateBatch(OperatorStates states, StatefulSpec<K, ?, S, ?> spec, int partitions) {
        this.states = states;
        this.spec = spec;
        for (int partition = 0; partition < partitions; partition++) {
            open.add(states.open(spec, partition, partitions));
        }
    }

    static <K, S> StatefulSpec<K, Long, S, ?> spec(String name, int keyGroups) {
        return new StatefulSpec<>(
                name, keyGroups, StateFunction.<K, Long, S>updateStateByKey((values, state) -> Optional.empty()));
    }

    KeyedState<K, S> of(K key) {
        int group = states.keyGroup(key, spec.keyGroups());
        return open.get(KeyGroupRange.partitionOf(group, spec.keyGroups(), open.size()));
    }

    void visitAll(KeyedState.Visitor<K, S> visitor) throws Exception {
        for (KeyedState<K, S> partition : open) {
            partition.visitAll(visitor);
        }
    }

    void finish() {
        open.forEach(KeyedState::finish);
    }

    /** Ends the tasks and stages what they changed. */
    List<StateFile> stage() {
        finish();
        return states.stage();
    }

    /** What there is, in order; looks with so many partitions. */
    static <K, S> Map<K, S> contents(OperatorStates states, StatefulSpec<K, ?, S, ?> spec, int partitions)
            throws Exception {
        states.begin(LOOKING, 0, 0);
        Map<K, S> contents = new LinkedHashMap<>();
        new StateBatch<K, S>(states, spec, partitions).visitAll((key, value) -> {
            if (contents.put(key, value) != null) {
                throw new AssertionError(key + " is visited twice");
            }
            return value;
        });
        states.abort();
        return contents;
    }
}
