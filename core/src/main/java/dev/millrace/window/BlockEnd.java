package dev.millrace.window;

import org.jspecify.annotations.Nullable;

/**
 * What the panes from each one to the last of a block make, merged backwards once. A window's begin goes through it pane by
 * pane; of a long row the next few are kept apart, so that a key reads memory far away only once in {@link #NEAR} slides.
 */
final class BlockEnd {
    /** That of no block. */
    private static final long NONE = Long.MIN_VALUE;

    /** How many panes are kept apart: two cache lines of numbers. */
    private static final int NEAR = 16;

    private long blockEnd;
    private final Panes merged;
    private final int size;

    /** Where it was looked up last. */
    private int at;

    private @Nullable Panes near;
    private int nearSize;
    private int nearAt;

    /** The end of the pane before the near ones. */
    private long nearBegin;

    private BlockEnd(long blockEnd, Panes merged, int size) {
        this.blockEnd = blockEnd;
        this.merged = merged;
        this.size = size;
    }

    /** Merges the panes of a key that ended after {@code begin}, up to and at {@code blockEnd}. {@code earlier} is given up. */
    static BlockEnd merged(
            PaneState state, long blockEnd, long begin, long paneNanos, Merge merge, @Nullable BlockEnd earlier)
            throws Exception {
        boolean hasNewest = state.newest() > begin && state.newest() <= blockEnd;
        int closed = state.closed().count(begin, blockEnd);
        int size = closed + (hasNewest ? 1 : 0);
        long last = hasNewest ? state.newest() : state.closed().lastUntil(blockEnd);
        long step = size > 1 && last - state.closed().firstAfter(begin) == (size - 1) * paneNanos ? paneNanos : 0;
        Panes panes = room(size, step, state.newestValue(), earlier);
        state.closed().copy(begin, blockEnd, panes);
        if (hasNewest) {
            panes.put(closed, state.newest(), state.newestValue());
        }
        Object all = Merge.NOTHING;
        for (int i = size - 1; i >= 0; i--) {
            all = merge.of(panes.value(i), all);
            panes.replace(i, all);
        }
        BlockEnd made = new BlockEnd(blockEnd, panes, size);
        made.near = earlier == null ? null : earlier.near;
        return made;
    }

    /** What an earlier block had is given up for it if it fits: it is large, and the collector is done with it. */
    private static Panes room(int size, long step, @Nullable Object value, @Nullable BlockEnd earlier) {
        if (earlier != null) {
            earlier.blockEnd = NONE;
            if (earlier.merged.isLike(size, step, value)) {
                return earlier.merged;
            }
        }
        return new Panes(size, step, value);
    }

    boolean isOf(long end) {
        return blockEnd == end;
    }

    /** What the panes make that ended after {@code begin}. */
    @Nullable
    Object after(long begin) {
        Panes row = near;
        if (row != null && nearSize > 0 && nearBegin <= begin && row.end(nearSize - 1) > begin) {
            nearAt = place(row, nearSize, nearAt, begin);
            return row.value(nearAt);
        }
        at = place(merged, size, at, begin);
        if (size > 2 * NEAR) {
            bringNear();
        }
        return at < size ? merged.value(at) : Merge.NOTHING;
    }

    /** Reads where the next window will look. Something of what was read. */
    int fetch() {
        Panes row = near;
        if (row != null && nearAt + 1 < nearSize) {
            return row.fetch(nearAt + 1);
        }
        return at + 1 < size ? merged.fetch(at + 1) : 0;
    }

    private static int place(Panes row, int size, int from, long begin) {
        int place = from;
        while (place > 0 && row.end(place - 1) > begin) {
            place--;
        }
        while (place < size && row.end(place) <= begin) {
            place++;
        }
        return place;
    }

    private void bringNear() {
        nearSize = Math.min(NEAR, size - at);
        if (nearSize == 0) {
            return;
        }
        Panes row = near;
        if (row == null || !row.takesLike(merged)) {
            row = merged.ofSameKind(NEAR);
            near = row;
        }
        row.putAll(0, merged, at, nearSize);
        nearAt = 0;
        nearBegin = at == 0 ? Long.MIN_VALUE : merged.end(at - 1);
    }

    @Override
    public String toString() {
        return size + " panes up to " + blockEnd;
    }
}
