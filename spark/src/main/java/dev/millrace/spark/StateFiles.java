package dev.millrace.spark;

import dev.millrace.storage.StateFile;
import dev.millrace.storage.StateFile.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The files of one operator that its state consists of: the newest snapshot of every key group and the deltas after it.
 * Files that these replace are forgotten, as the batch log forgets them, which has them deleted then. Pure.
 */
final class StateFiles {
    private final List<StateFile> needed = new ArrayList<>();
    private long[] snapshotOf = new long[0];

    void add(StateFile file) {
        needed.add(file);
        if (file.kind() == Kind.SNAPSHOT) {
            note(file);
            needed.removeIf(old -> !isNeeded(old));
        }
    }

    private void note(StateFile snapshot) {
        int groups = snapshot.lastKeyGroup() + 1;
        int known = snapshotOf.length;
        if (known < groups) {
            snapshotOf = Arrays.copyOf(snapshotOf, groups);
            Arrays.fill(snapshotOf, known, groups, -1);
        }
        for (int group = snapshot.firstKeyGroup(); group < groups; group++) {
            snapshotOf[group] = Math.max(snapshotOf[group], snapshot.batch());
        }
    }

    private boolean isNeeded(StateFile file) {
        long satisfiedFrom = file.kind() == Kind.DELTA ? file.batch() : file.batch() + 1;
        for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
            if (group >= snapshotOf.length || snapshotOf[group] < satisfiedFrom) {
                return true;
            }
        }
        return false;
    }

    List<StateFile> needed() {
        return List.copyOf(needed);
    }
}
