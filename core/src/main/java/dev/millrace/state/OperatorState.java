package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * The state of one operator, by key group. Tasks change disjoint ranges of key groups at the same time; everything else is
 * the batch thread's.
 */
final class OperatorState {
    private final String name;
    private final KeyGroupTable[] groups;
    private final Serdes serdes;
    private final long bornIn;
    private final SnapshotSchedule schedule;

    OperatorState(String name, int keyGroups, Serdes serdes, long bornIn) {
        this.name = name;
        this.serdes = serdes;
        this.bornIn = bornIn;
        this.groups = new KeyGroupTable[keyGroups];
        for (int i = 0; i < keyGroups; i++) {
            groups[i] = new KeyGroupTable();
        }
        this.schedule = new SnapshotSchedule(keyGroups);
    }

    String name() {
        return name;
    }

    int keyGroups() {
        return groups.length;
    }

    KeyGroupTable group(int keyGroup) {
        return groups[keyGroup];
    }

    /** The batch that first used it, -1 if it was restored. */
    long bornIn() {
        return bornIn;
    }

    SnapshotSchedule schedule() {
        return schedule;
    }

    long size() {
        long size = 0;
        for (KeyGroupTable group : groups) {
            size += group.size();
        }
        return size;
    }

    void load(int keyGroup, @Nullable Object key, @Nullable Object value) {
        groups[keyGroup].load(key, serdes.hash(key), value);
    }

    boolean canUndo() {
        for (KeyGroupTable group : groups) {
            if (!group.canUndo(serdes::isImmutable)) {
                return false;
            }
        }
        return true;
    }

    void undo() {
        for (KeyGroupTable group : groups) {
            group.undo();
        }
    }

    void commit() {
        for (KeyGroupTable group : groups) {
            if (group.touchedKeys() > 0) {
                group.commit();
            }
        }
    }

    <K, S> KeyedState<K, S> partition(KeyGroupRange range) {
        return new PartitionState<>(range);
    }

    /** The key groups of one task. */
    private final class PartitionState<K, S> implements KeyedState<K, S> {
        private final KeyGroupRange range;

        private PartitionState(KeyGroupRange range) {
            this.range = range;
        }

        private KeyGroupTable group(int hash, @Nullable Object key) {
            int keyGroup = Math.floorMod(hash, groups.length);
            if (keyGroup < range.first() || keyGroup >= range.until()) {
                throw new MillraceException(
                        MillraceException.Kind.INTERNAL,
                        "key " + key + " of key group " + keyGroup + " came to the task of " + range);
            }
            return groups[keyGroup];
        }

        @Override
        @SuppressWarnings("unchecked") // one operator's state always has the same types
        public @Nullable S get(K key) {
            int hash = serdes.hash(key);
            return (S) group(hash, key).get(key, hash);
        }

        @Override
        public void put(K key, S state) {
            int hash = serdes.hash(key);
            group(hash, key).put(key, hash, state);
        }

        @Override
        public void remove(K key) {
            int hash = serdes.hash(key);
            group(hash, key).remove(key, hash);
        }

        @Override
        @SuppressWarnings("unchecked") // one operator's state always has the same types
        public void visitAll(Visitor<K, S> visitor) throws Exception {
            for (int group = range.first(); group < range.until(); group++) {
                groups[group].visitAll((Visitor<@Nullable Object, Object>) visitor, serdes::isImmutable);
            }
        }

        @Override
        public long size() {
            long size = 0;
            for (int group = range.first(); group < range.until(); group++) {
                size += groups[group].size();
            }
            return size;
        }
    }
}
