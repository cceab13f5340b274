package dev.millrace.benchmarks.state;

import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The files that a restart would need; those that a snapshot replaces are deleted, as the batch loop does. */
final class LiveFiles {
    private final List<StateFile> files = new ArrayList<>();
    private final long[] snapshotOf;

    LiveFiles(int keyGroups) {
        snapshotOf = new long[keyGroups];
        Arrays.fill(snapshotOf, -1);
    }

    void add(StateFile file, CheckpointStorage storage) {
        files.add(file);
        if (file.kind() == StateFile.Kind.DELTA) {
            return;
        }
        for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
            snapshotOf[group] = Math.max(snapshotOf[group], file.batch());
        }
        List<String> gone = new ArrayList<>();
        files.removeIf(old -> !isNeeded(old) && gone.add(old.object()));
        storage.delete(gone);
    }

    private boolean isNeeded(StateFile file) {
        long least = file.kind() == StateFile.Kind.DELTA ? file.batch() : file.batch() + 1;
        for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
            if (snapshotOf[group] < least) {
                return true;
            }
        }
        return false;
    }

    List<StateFile> files() {
        return files;
    }

    long bytes() {
        return files.stream().mapToLong(StateFile::length).sum();
    }
}
