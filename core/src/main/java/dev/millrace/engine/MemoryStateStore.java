package dev.millrace.engine;

import dev.millrace.plan.StatefulSpec;
import dev.millrace.storage.StateFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keyed state that lives as long as the engine and is written nowhere. */
final class MemoryStateStore implements StateStore {
    private final Map<String, Map<Integer, InMemory<?, ?>>> operators = new HashMap<>();
    private final Set<String> begunInThisBatch = new HashSet<>();

    @Override
    public void restore(long batch, List<StateFile> files) {
        operators.clear();
        begunInThisBatch.clear();
    }

    @Override
    public void begin(BatchInputs inputs) {}

    @Override
    public int keyGroup(@Nullable Object key, int keyGroups) {
        return Math.floorMod(KeyTable.hash(key), keyGroups);
    }

    @Override
    public boolean isNew(StatefulSpec<?, ?, ?, ?> spec) {
        return !operators.containsKey(spec.name());
    }

    @Override
    @SuppressWarnings("unchecked") // one operator's state always has the same types
    public <K, S> KeyedState<K, S> open(StatefulSpec<K, ?, S, ?> spec, int partition, int partitions) {
        if (isNew(spec)) {
            begunInThisBatch.add(spec.name());
        }
        return (KeyedState<K, S>) operators
                .computeIfAbsent(spec.name(), name -> new HashMap<>())
                .computeIfAbsent(partition, number -> new InMemory<>());
    }

    @Override
    public List<StateFile> stage() {
        return List.of();
    }

    @Override
    public void commit() {
        operators.values().forEach(partitions -> partitions.values().forEach(InMemory::commit));
        begunInThisBatch.clear();
    }

    @Override
    public void abort() {
        operators.values().forEach(partitions -> partitions.values().forEach(InMemory::abort));
        operators.keySet().removeAll(begunInThisBatch);
        begunInThisBatch.clear();
    }

    private static final class InMemory<K, S> implements KeyedState<K, S> {
        private final Map<K, S> states = new HashMap<>();
        private final Map<K, @Nullable S> undo = new HashMap<>();

        @Override
        public @Nullable S get(K key) {
            return states.get(key);
        }

        @Override
        public void put(K key, S state) {
            S old = states.put(key, state);
            if (!undo.containsKey(key)) {
                undo.put(key, old);
            }
        }

        @Override
        public void remove(K key) {
            S old = states.remove(key);
            if (old != null && !undo.containsKey(key)) {
                undo.put(key, old);
            }
        }

        @Override
        public void visitAll(Visitor<K, S> visitor) throws Exception {
            Iterator<Map.Entry<K, S>> entries = states.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<K, S> entry = entries.next();
                S old = entry.getValue();
                S updated = visitor.visit(entry.getKey(), old);
                if (!Objects.equals(updated, old) && !undo.containsKey(entry.getKey())) {
                    undo.put(entry.getKey(), old);
                }
                if (updated == null) {
                    entries.remove();
                } else {
                    entry.setValue(updated);
                }
            }
        }

        @Override
        public long size() {
            return states.size();
        }

        private void commit() {
            undo.clear();
        }

        private void abort() {
            undo.forEach((key, old) -> {
                if (old == null) {
                    states.remove(key);
                } else {
                    states.put(key, old);
                }
            });
            undo.clear();
        }
    }
}
