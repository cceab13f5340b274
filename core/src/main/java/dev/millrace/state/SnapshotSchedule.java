package dev.millrace.state;

import org.jspecify.annotations.Nullable;

/**
 * Decides when the next piece of an operator's state is written whole. A sweep goes round over all key groups, piece by
 * piece; a step is due when the deltas since the last one outweigh the piece, or have become many. So the snapshots cost
 * about as much as the deltas, and a restart replays deltas of about the size of the state. Pure.
 */
final class SnapshotSchedule {
    /** A sweep takes at most so many steps. */
    static final int STEPS_MAX = 32;

    /** A piece isn't made smaller than this, so that small states are written whole. */
    static final long PIECE_BYTES_MIN = 256 * 1024;

    /** A step is due after so many deltas, however small: each is a file that a restart reads. */
    static final int DELTAS_PER_STEP_MAX = 32;

    private final int keyGroups;
    private int next;
    private long deltaBytes;
    private int deltas;
    private double bytesPerEntry = 32;

    SnapshotSchedule(int keyGroups) {
        this.keyGroups = keyGroups;
    }

    void wroteDelta(long entries, long bytes) {
        deltaBytes += bytes;
        deltas++;
        if (entries > 0) {
            bytesPerEntry = 0.9 * bytesPerEntry + 0.1 * bytes / entries;
        }
    }

    /** The key groups whose snapshot is due, for a state of so many keys; null if none is. */
    @Nullable
    KeyGroupRange due(long keys) {
        if (deltas == 0) {
            return null;
        }
        double stateBytes = Math.max(1, keys * bytesPerEntry);
        double piece = Math.max(PIECE_BYTES_MIN, stateBytes / STEPS_MAX);
        if (deltaBytes < Math.min(piece, stateBytes) && deltas < DELTAS_PER_STEP_MAX) {
            return null;
        }
        int groups = (int) Math.max(1, Math.min(keyGroups, Math.ceil(keyGroups * (piece / stateBytes))));
        return new KeyGroupRange(next, Math.min(keyGroups, next + groups));
    }

    /** A step has begun. */
    void began(KeyGroupRange range) {
        next = range.until() == keyGroups ? 0 : range.until();
        deltaBytes = 0;
        deltas = 0;
    }
}
