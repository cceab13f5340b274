package dev.millrace.state;

import dev.millrace.serde.Serdes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The state of one operator, by key group. Tasks change disjoint ranges of key groups at the same time; everything else is
 * the batch thread's.
 */
final class OperatorState {
    /** A part of a file is full with so many. */
    private static final int KEYS_OF_A_PART = 100_000;

    private final String name;
    private final KeyGroupTable[] groups;
    private final Serdes serdes;
    private final long bornIn;
    private final SnapshotSchedule schedule;
    private final List<PartitionState<?, ?>> opened = new ArrayList<>();

    /** With the key groups {@code owned}; the others are somebody else's and stay empty. */
    OperatorState(String name, int keyGroups, KeyGroupRange owned, Serdes serdes, long bornIn) {
        this.name = name;
        this.serdes = serdes;
        this.bornIn = bornIn;
        this.groups = new KeyGroupTable[keyGroups];
        for (int i = 0; i < keyGroups; i++) {
            groups[i] = new KeyGroupTable(serdes);
        }
        this.schedule = new SnapshotSchedule(owned);
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

    Serdes serdes() {
        return serdes;
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

    /** No task has opened anything yet in the batch that begins. */
    void begin() {
        opened.clear();
    }

    /** Whether the batch under way changed anything. */
    boolean isTouched() {
        for (KeyGroupTable group : groups) {
            if (group.touchedKeys() > 0) {
                return true;
            }
        }
        return false;
    }

    boolean canUndo() {
        for (KeyGroupTable group : groups) {
            if (!group.canUndo()) {
                return false;
            }
        }
        return true;
    }

    void undo() {
        opened.clear();
        for (KeyGroupTable group : groups) {
            group.undo();
        }
    }

    void commit() {
        opened.clear();
        for (KeyGroupTable group : groups) {
            if (group.touchedKeys() > 0) {
                group.commit();
            }
        }
    }

    /** What a task changes in the batch under way; {@code written} if what it changed is to be encoded. */
    <K, S> KeyedState<K, S> open(KeyGroupRange range, boolean written) {
        for (PartitionState<?, ?> other : opened) {
            if (other.range().overlaps(range)) {
                throw new IllegalStateException(
                        "key groups of " + range + " of '" + name + "' were opened twice in one batch");
            }
        }
        PartitionState<K, S> partition = new PartitionState<>(this, range, written);
        opened.add(partition);
        return partition;
    }

    /** What a group's batches changed, by key groups in order; no task has encoded it. */
    List<EncodedPart> encodeTouched() {
        List<EncodedPart> parts = new ArrayList<>();
        int from = 0;
        while (from < groups.length) {
            PartWriter writer = null;
            int first = from;
            int keys = 0;
            for (; from < groups.length && keys < KEYS_OF_A_PART; from++) {
                int touched = groups[from].touchedKeys();
                if (touched > 0) {
                    if (writer == null) {
                        writer = new PartWriter(serdes, name);
                        first = from;
                    }
                    writer.begin(from);
                    groups[from].forEachTouched(writer::entry);
                    writer.end();
                    keys += touched;
                }
            }
            if (writer != null) {
                parts.add(writer.finish(new KeyGroupRange(first, from)));
            }
        }
        return parts;
    }

    /** What the batch changed, by key groups in order. */
    List<EncodedPart> changes() {
        List<EncodedPart> parts = new ArrayList<>(opened.size());
        for (PartitionState<?, ?> partition : opened) {
            EncodedPart part = partition.changes();
            if (part != null) {
                parts.add(part);
            }
        }
        parts.sort(Comparator.comparingInt(part -> part.groups().first()));
        return parts;
    }
}
