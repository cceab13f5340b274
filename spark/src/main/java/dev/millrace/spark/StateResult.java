package dev.millrace.spark;

import dev.millrace.storage.StateFile;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stateful task's attempt made of a partition of an operator's state: the version's name, which no other attempt has, a checksum of what it
 * emitted, the executor that keeps the state and its host, the files that the attempt wrote or had written before, how many
 * keys are left, and what was added to accumulators.
 */
record StateResult(
        String operator,
        int partition,
        String version,
        long checksum,
        String executor,
        String host,
        List<StateFile> files,
        long keys,
        @Nullable Chunk additions)
        implements Serializable {
    /** The same, once the additions have come home. */
    StateResult withoutAdditions() {
        return new StateResult(operator, partition, version, checksum, executor, host, files, keys, null);
    }

    /** Whether another attempt changed and emitted the same, so that it doesn't matter which is read. */
    boolean isSameAs(StateResult other) {
        return version.equals(other.version)
                || (checksum == other.checksum && changed().equals(other.changed()));
    }

    /** The contents of its deltas. */
    private List<Long> changed() {
        return files.stream()
                .filter(file -> file.kind() == StateFile.Kind.DELTA)
                .map(file -> file.length() << Integer.SIZE ^ file.checksum())
                .toList();
    }
}
