package dev.millrace.window;

import org.jspecify.annotations.Nullable;

/**
 * The closed panes of a key, in order of their ends: what the key has in each. Adding and dropping give a new queue and
 * leave the old one as it was, at a cost that doesn't depend on their number: both share chunks that are only written
 * behind what the older queue sees. Of the queues that came from one, only the last may be added to, or the one before it
 * after the last was given up.
 */
final class PaneQueue {
    static final PaneQueue EMPTY = new PaneQueue(null, 0, Long.MAX_VALUE, null, 0);

    private static final int CHUNK_MIN = 4;
    static final int CHUNK_MAX = 32;

    private final @Nullable Chunk head;
    private final int headFrom;

    /** The end of the last pane in a head chunk that is full, so that it need not be looked at until it can go. */
    private final long headEnd;

    private final @Nullable Chunk tail;
    private final int tailUntil;

    private PaneQueue(@Nullable Chunk head, int headFrom, long headEnd, @Nullable Chunk tail, int tailUntil) {
        this.head = head;
        this.headFrom = headFrom;
        this.headEnd = headEnd;
        this.tail = tail;
        this.tailUntil = tailUntil;
    }

    /** Some panes that follow each other. */
    private static final class Chunk {
        private final long[] ends;
        private final @Nullable Object[] values;
        private @Nullable Chunk next;

        private Chunk(int capacity) {
            this.ends = new long[capacity];
            this.values = new @Nullable Object[capacity];
        }

        private void set(int at, long end, @Nullable Object value) {
            ends[at] = end;
            values[at] = value;
        }
    }

    /** What is called for panes in order. */
    @FunctionalInterface
    interface Visitor {
        void pane(long end, @Nullable Object value) throws Exception;
    }

    /** The end of the last pane. */
    long lastEnd() {
        return tail == null ? Long.MIN_VALUE : tail.ends[tailUntil - 1];
    }

    /** With one more pane, later than all others. Chunks grow up to {@code chunkMax} panes. */
    PaneQueue with(long end, @Nullable Object value, int chunkMax) {
        Chunk last = tail;
        if (last != null && tailUntil < last.ends.length) {
            last.set(tailUntil, end, value);
            boolean fillsHead = last == head && tailUntil + 1 == last.ends.length;
            return new PaneQueue(head, headFrom, fillsHead ? end : headEnd, last, tailUntil + 1);
        }
        Chunk added =
                new Chunk(last == null ? CHUNK_MIN : Math.max(CHUNK_MIN, Math.min(chunkMax, 2 * last.ends.length)));
        added.set(0, end, value);
        if (last == null) {
            return new PaneQueue(added, 0, Long.MAX_VALUE, added, 1);
        }
        last.next = added;
        return new PaneQueue(head, headFrom, headEnd, added, 1);
    }

    /** How large chunks become where a window has so many panes: large enough, and not much larger than a window. */
    static int chunkMax(int panes) {
        return Math.min(CHUNK_MAX, panes / 2);
    }

    /** As {@link #after}, but panes may stay for a while that are in a chunk with others. */
    PaneQueue roughlyAfter(long begin) {
        return headEnd <= begin ? after(begin) : this;
    }

    /** Without the panes that ended up to {@code begin}. */
    PaneQueue after(long begin) {
        Chunk chunk = head;
        int at = headFrom;
        while (chunk != null) {
            int until = untilOf(chunk);
            while (at < until && chunk.ends[at] <= begin) {
                at++;
            }
            if (at < until) {
                return chunk == head && at == headFrom
                        ? this
                        : new PaneQueue(chunk, at, headEndOf(chunk), tail, tailUntil);
            }
            chunk = chunk == tail ? null : chunk.next;
            at = 0;
        }
        return EMPTY;
    }

    private long headEndOf(Chunk chunk) {
        int until = untilOf(chunk);
        return until == chunk.ends.length ? chunk.ends[until - 1] : Long.MAX_VALUE;
    }

    private int untilOf(Chunk chunk) {
        return chunk == tail ? tailUntil : chunk.ends.length;
    }

    /** Visits the panes that ended after {@code begin}, up to and at {@code end}. */
    void forEach(long begin, long end, Visitor visitor) throws Exception {
        Chunk chunk = head;
        int at = headFrom;
        while (chunk != null) {
            int until = untilOf(chunk);
            if (chunk.ends[until - 1] <= begin) {
                at = until;
            }
            for (; at < until; at++) {
                long paneEnd = chunk.ends[at];
                if (paneEnd > end) {
                    return;
                }
                if (paneEnd > begin) {
                    visitor.pane(paneEnd, chunk.values[at]);
                }
            }
            chunk = chunk == tail ? null : chunk.next;
            at = 0;
        }
    }
}
