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
    private static final int LONG_CHUNK_MAX = 256;

    private @Nullable Chunk head;
    private int headFrom;

    /** The end of the last pane in a head chunk that is full, so that it need not be looked at until it can go. */
    private long headEnd;

    private @Nullable Chunk tail;
    private int tailUntil;

    private PaneQueue(@Nullable Chunk head, int headFrom, long headEnd, @Nullable Chunk tail, int tailUntil) {
        this.head = head;
        this.headFrom = headFrom;
        this.headEnd = headEnd;
        this.tail = tail;
        this.tailUntil = tailUntil;
    }

    /** Some panes that follow each other. */
    private static final class Chunk extends Panes {
        private @Nullable Chunk next;

        /** How many panes it has for those who see the next one. */
        private int until;

        private Chunk(int capacity, long step, long end, @Nullable Object value) {
            super(capacity, step, value);
            set(0, end, value);
        }
    }

    /** What is called for panes in order. */
    @FunctionalInterface
    interface Visitor {
        void pane(long end, @Nullable Object value) throws Exception;
    }

    /** The end of the last pane. */
    long lastEnd() {
        return tail == null ? Long.MIN_VALUE : tail.end(tailUntil - 1);
    }

    /** What is in the last pane. */
    @Nullable
    Object lastValue() {
        return tail == null ? null : tail.value(tailUntil - 1);
    }

    /** With one more pane, later than all others. Chunks grow up to {@code chunkMax} panes. */
    PaneQueue with(long end, @Nullable Object value, int chunkMax) {
        Chunk last = tail;
        if (last == null) {
            Chunk only = new Chunk(CHUNK_MIN, 0, end, value);
            return new PaneQueue(only, 0, Long.MAX_VALUE, only, 1);
        }
        int capacity = last.capacity();
        if (tailUntil < capacity && last.takes(tailUntil, end, value)) {
            last.set(tailUntil, end, value);
            boolean fillsHead = last == head && tailUntil + 1 == capacity;
            return new PaneQueue(head, headFrom, fillsHead ? end : headEnd, last, tailUntil + 1);
        }
        long step = tailUntil < capacity ? 0 : last.stepOf(capacity, end);
        Chunk added = new Chunk(Math.max(CHUNK_MIN, Math.min(chunkMax, 2 * capacity)), step, end, value);
        last.next = added;
        last.until = tailUntil;
        return new PaneQueue(head, headFrom, last == head ? lastEnd() : headEnd, added, 1);
    }

    /** Reads the first pane, which is the next to go. Something of it. */
    int fetchFirst() {
        return head == null ? 0 : head.fetch(headFrom);
    }

    /** Reads where the next pane goes. Something of what was read. */
    int fetch() {
        Chunk last = tail;
        return last == null ? 0 : last.fetch(Math.min(tailUntil, last.capacity() - 1));
    }

    /**
     * How large chunks become where a window has so many panes: not much larger than a short window, and of a long one few,
     * since the collector moves each on its own as long as they are young.
     */
    static int chunkMax(int panes) {
        return Math.max(Math.min(CHUNK_MAX, panes / 2), Math.min(LONG_CHUNK_MAX, panes / 16));
    }

    /** As {@link #after}, but panes may stay for a while that are in a chunk with others. */
    PaneQueue roughlyAfter(long begin) {
        return headEnd <= begin ? after(begin) : this;
    }

    /** Without the panes that ended up to {@code begin}. */
    PaneQueue after(long begin) {
        if (head == null || head.end(headFrom) > begin) {
            return this;
        }
        PaneQueue shorter = new PaneQueue(head, headFrom, headEnd, tail, tailUntil);
        shorter.drop(begin);
        return shorter.head == null ? EMPTY : shorter;
    }

    /** The same to this queue, which nobody else may have seen yet. */
    void drop(long begin) {
        Chunk chunk = head;
        int at = headFrom;
        while (chunk != null) {
            int until = untilOf(chunk);
            while (at < until && chunk.end(at) <= begin) {
                at++;
            }
            if (at < until) {
                if (chunk != head) {
                    head = chunk;
                    headEnd = headEndOf(chunk, until);
                }
                headFrom = at;
                return;
            }
            chunk = chunk == tail ? null : chunk.next;
            at = 0;
        }
        head = null;
        headFrom = 0;
        headEnd = Long.MAX_VALUE;
        tail = null;
        tailUntil = 0;
    }

    private long headEndOf(Chunk chunk, int until) {
        return chunk == tail && until < chunk.capacity() ? Long.MAX_VALUE : chunk.end(until - 1);
    }

    private int untilOf(Chunk chunk) {
        return chunk == tail ? tailUntil : chunk.until;
    }

    /** Visits the panes that ended after {@code begin}, up to and at {@code end}. */
    void forEach(long begin, long end, Visitor visitor) throws Exception {
        Chunk chunk = head;
        int at = headFrom;
        while (chunk != null) {
            int until = chunkUntil(chunk, end);
            for (at = chunkFrom(chunk, at, begin); at < until; at++) {
                visitor.pane(chunk.end(at), chunk.value(at));
            }
            chunk = following(chunk);
            at = 0;
        }
    }

    /** What the panes make together that ended after {@code begin}, up to and at {@code end}: mostly the first one or none. */
    @Nullable
    Object merged(long begin, long end, Merge merge) throws Exception {
        Object merged = Merge.NOTHING;
        Chunk chunk = head;
        int at = headFrom;
        while (chunk != null) {
            int until = untilOf(chunk);
            for (at = chunkFrom(chunk, at, begin); at < until; at++) {
                if (chunk.end(at) > end) {
                    return merged;
                }
                merged = merge.of(merged, chunk.value(at));
            }
            chunk = following(chunk);
            at = 0;
        }
        return merged;
    }

    /** How many panes ended after {@code begin}, up to and at {@code end}. */
    int count(long begin, long end) {
        int count = 0;
        Chunk chunk = head;
        int from = headFrom;
        while (chunk != null) {
            count += Math.max(0, chunkUntil(chunk, end) - chunkFrom(chunk, from, begin));
            chunk = following(chunk);
            from = 0;
        }
        return count;
    }

    /** The end of the last pane that ended up to and at {@code end}; {@code Long.MIN_VALUE} if none did. */
    long lastUntil(long end) {
        long last = Long.MIN_VALUE;
        for (Chunk chunk = head; chunk != null; chunk = following(chunk)) {
            int until = chunkUntil(chunk, end);
            last = until > 0 ? chunk.end(until - 1) : last;
        }
        return last;
    }

    /** The end of the first pane that ended after {@code begin}; {@code Long.MAX_VALUE} if none did. */
    long firstAfter(long begin) {
        Chunk chunk = head;
        int from = headFrom;
        while (chunk != null) {
            int at = chunkFrom(chunk, from, begin);
            if (at < untilOf(chunk)) {
                return chunk.end(at);
            }
            chunk = following(chunk);
            from = 0;
        }
        return Long.MAX_VALUE;
    }

    /** Puts the panes that ended after {@code begin}, up to and at {@code end}, to the beginning of a row. */
    void copy(long begin, long end, Panes to) {
        int copied = 0;
        Chunk chunk = head;
        int from = headFrom;
        while (chunk != null) {
            int at = chunkFrom(chunk, from, begin);
            int count = Math.max(0, chunkUntil(chunk, end) - at);
            to.putAll(copied, chunk, at, count);
            copied += count;
            chunk = following(chunk);
            from = 0;
        }
    }

    private @Nullable Chunk following(Chunk chunk) {
        return chunk == tail ? null : chunk.next;
    }

    /** From where on a chunk's panes ended after {@code begin}. */
    private int chunkFrom(Chunk chunk, int from, long begin) {
        if (chunk.end(from) > begin) {
            return from;
        }
        int until = untilOf(chunk);
        if (chunk.end(until - 1) <= begin) {
            return until;
        }
        int at = from + 1;
        while (chunk.end(at) <= begin) {
            at++;
        }
        return at;
    }

    /** Up to where a chunk's panes ended at {@code end} or before. */
    private int chunkUntil(Chunk chunk, long end) {
        int until = untilOf(chunk);
        if (chunk.end(0) > end) {
            return 0;
        }
        while (chunk.end(until - 1) > end) {
            until--;
        }
        return until;
    }
}
