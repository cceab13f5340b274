package dev.millrace.spark;

import dev.millrace.storage.StateFile;
import java.io.Serializable;
import java.util.List;

/**
 * What a stateful task's attempt made of a partition: the version's name, which no other attempt has, a checksum of what it
 * emitted, the executor that keeps the state, and the files of it.
 */
record StateResult(int partition, String version, long checksum, String executor, List<StateFile> files)
        implements Serializable {
    /** Whether another attempt changed and emitted the same, so that it doesn't matter which is read. */
    boolean isSameAs(StateResult other) {
        return version.equals(other.version) || (checksum == other.checksum && sameContents(other));
    }

    private boolean sameContents(StateResult other) {
        if (files.size() != other.files.size()) {
            return false;
        }
        for (int i = 0; i < files.size(); i++) {
            StateFile mine = files.get(i);
            StateFile theirs = other.files.get(i);
            if (mine.kind() != theirs.kind()
                    || mine.length() != theirs.length()
                    || mine.checksum() != theirs.checksum()) {
                return false;
            }
        }
        return true;
    }
}
