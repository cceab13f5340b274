package dev.millrace.batch;

import dev.millrace.storage.StateFile;
import dev.millrace.storage.StateFile.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which files of state are needed to know the state now: the newest snapshot of every key group and the deltas after it.
 * Pure bookkeeping; the batch loop's thread owns it.
 */
final class StateIndex {
    private final Map<String, Files> operators = new LinkedHashMap<>();

    /** Takes up a file that {@code Done} names; returns those that it makes superfluous, perhaps itself. */
    List<StateFile> add(StateFile file) {
        Files files = operators.computeIfAbsent(file.operator(), operator -> new Files());
        files.live.add(file);
        if (file.kind() == Kind.DELTA) {
            return List.of();
        }
        files.note(file);
        List<StateFile> superfluous = new ArrayList<>();
        files.live.removeIf(old -> {
            boolean gone = !files.isNeeded(old);
            if (gone) {
                superfluous.add(old);
            }
            return gone;
        });
        return superfluous;
    }

    /** Forgets an operator; returns its files. */
    List<StateFile> drop(String operator) {
        Files files = operators.remove(operator);
        return files == null ? List.of() : files.live;
    }

    Set<String> operators() {
        return Set.copyOf(operators.keySet());
    }

    List<StateFile> live() {
        List<StateFile> live = new ArrayList<>();
        operators.values().forEach(files -> live.addAll(files.live));
        return live;
    }

    private static final class Files {
        private final List<StateFile> live = new ArrayList<>();
        private long[] snapshotByGroup = new long[0];

        void note(StateFile snapshot) {
            int groups = snapshot.lastKeyGroup() + 1;
            if (snapshotByGroup.length < groups) {
                int known = snapshotByGroup.length;
                snapshotByGroup = Arrays.copyOf(snapshotByGroup, groups);
                Arrays.fill(snapshotByGroup, known, groups, -1);
            }
            for (int group = snapshot.firstKeyGroup(); group < groups; group++) {
                snapshotByGroup[group] = Math.max(snapshotByGroup[group], snapshot.batch());
            }
        }

        boolean isNeeded(StateFile file) {
            long satisfiedFrom = file.kind() == Kind.DELTA ? file.batch() : file.batch() + 1;
            for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
                if (group >= snapshotByGroup.length || snapshotByGroup[group] < satisfiedFrom) {
                    return true;
                }
            }
            return false;
        }
    }
}
