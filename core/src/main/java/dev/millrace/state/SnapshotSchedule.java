package dev.millrace.state;

import org.jspecify.annotations.Nullable;

/**
 * Decides when the next piece of an operator's state is written whole. A sweep goes round over all key groups that are
 * ours, piece by piece; a step is due when the deltas since the last one outweigh the piece. So the snapshots cost about as
 * much as the deltas, and a restart replays deltas of about the size of the state. Pure.
 */
final class SnapshotSchedule {
    /** A sweep takes at most so many steps. */
    static final int STEPS_MAX = 32;

    /** A piece isn't made smaller than this, so that small states are written whole. */
    static final long PIECE_BYTES_MIN = 256 * 1024;

    /** A delta weighs at least this: finding it costs a restart about as much as reading so many bytes. */
    static final long DELTA_BYTES_MIN = 16 * 1024;

    private final KeyGroupRange owned;
    private int next;
    private long deltaBytes;
    private double bytesPerEntry = 32;

    /** As snapshots found it; 0 before there was one. Deltas don't tell where they hold less than the whole of a key's state. */
    private double bytesPerKey;

    SnapshotSchedule(KeyGroupRange owned) {
        this.owned = owned;
        this.next = owned.first();
    }

    /** A piece of so many keys took so many bytes. */
    void wroteSnapshot(long keys, long bytes) {
        if (keys > 0) {
            bytesPerKey = (double) bytes / keys;
        }
    }

    /** A restart found this snapshot, the newest: the sweep goes on behind it. */
    void foundSnapshot(int lastKeyGroup, long keys, long bytes) {
        wroteSnapshot(keys, bytes);
        next = owned.contains(lastKeyGroup + 1) ? lastKeyGroup + 1 : owned.first();
    }

    /** A delta was written, or a restart found one that is newer than all snapshots. */
    void wroteDelta(long entries, long bytes) {
        deltaBytes += Math.max(DELTA_BYTES_MIN, bytes);
        if (entries > 0) {
            bytesPerEntry = 0.9 * bytesPerEntry + 0.1 * bytes / entries;
        }
    }

    /** What the deltas since the last step weigh. */
    long deltaBytes() {
        return deltaBytes;
    }

    /** The key groups whose snapshot is due, for a state of so many keys; null if none is. */
    @Nullable
    KeyGroupRange due(long keys) {
        double stateBytes = Math.max(1, keys * Math.max(bytesPerEntry, bytesPerKey));
        double piece = Math.max(PIECE_BYTES_MIN, stateBytes / STEPS_MAX);
        if (deltaBytes < piece) {
            return null;
        }
        int all = owned.until() - owned.first();
        int groups = (int) Math.max(1, Math.min(all, Math.ceil(all * (piece / stateBytes))));
        return new KeyGroupRange(next, Math.min(owned.until(), next + groups));
    }

    /** A step has begun. */
    void began(KeyGroupRange range) {
        next = range.until() == owned.until() ? owned.first() : range.until();
        deltaBytes = 0;
    }
}
