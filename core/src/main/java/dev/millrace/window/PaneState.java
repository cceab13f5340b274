package dev.millrace.window;

import dev.millrace.state.Incremental;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What windows keep of a key: what it has in each pane, the newest apart because batches may still add to it, and a running
 * total where there is an inverse. What a batch found stays as it is; of what a batch made for itself it may change the
 * total and drop panes. A batch's delta holds the pane that the batch added to, and the total, however many panes there are.
 */
public final class PaneState implements Incremental {
    /** The time of no batch. */
    private static final long STORED = Long.MIN_VALUE;

    private PaneQueue closed;
    private final boolean ownsClosed;
    private final long newest;
    private final @Nullable Object newestValue;
    private final int phase;

    /** Whether nothing came before. */
    private final boolean begins;

    /** The time of the batch that made it. A batch that runs again finds nothing of its first run. */
    private final long madeAt;

    private boolean hasTotal;
    private @Nullable Object totalValue;
    private long totalBegin;
    private long totalEnd;

    /** What the window's function has computed of the panes; it may be computed again. One thread. */
    private @Nullable Object memo;

    /** Of a key that had none. */
    private PaneState(long newest, @Nullable Object newestValue, int phase, long madeAt) {
        this.closed = PaneQueue.EMPTY;
        this.ownsClosed = false;
        this.newest = newest;
        this.newestValue = newestValue;
        this.phase = phase;
        this.begins = true;
        this.madeAt = madeAt;
    }

    /** What comes of another. */
    private PaneState(PaneState before, PaneQueue closed, long newest, @Nullable Object newestValue, long madeAt) {
        this.closed = closed;
        this.ownsClosed = closed != before.closed;
        this.newest = newest;
        this.newestValue = newestValue;
        this.phase = before.phase;
        this.begins = false;
        this.madeAt = madeAt;
    }

    /** Of a key that had none, in the batch of this time. */
    static PaneState begin(long pane, @Nullable Object value, int phase, long madeAt) {
        return new PaneState(pane, value, phase, madeAt);
    }

    /** What comes of this one in the batch of this time; {@code pane} is its newest or one after that. The total stays. */
    PaneState next(PaneQueue nextClosed, long pane, @Nullable Object value, long batchTime) {
        PaneState next = new PaneState(this, nextClosed, pane, value, batchTime);
        next.hasTotal = hasTotal;
        next.totalValue = totalValue;
        next.totalBegin = totalBegin;
        next.totalEnd = totalEnd;
        return next;
    }

    /** With a total of the panes after {@code begin}, those before which are gone: this one if the batch made it. */
    PaneState totalled(@Nullable Object value, long begin, long end, long batchTime) {
        PaneState next = madeAt == batchTime ? this : next(closed, newest, newestValue, batchTime);
        if (next.ownsClosed) {
            next.closed.drop(begin);
        } else {
            next.closed = next.closed.after(begin);
        }
        next.setTotal(value, begin, end);
        return next;
    }

    private void setTotal(@Nullable Object value, long begin, long end) {
        hasTotal = true;
        totalValue = value;
        totalBegin = begin;
        totalEnd = end;
    }

    /** When a pane ends, and what the key has in it. */
    public record Pane(long end, @Nullable Object value) {}

    /** What the panes make together that ended after {@code begin}, up to and at {@code end}. */
    public record Total(@Nullable Object value, long begin, long end) {}

    /** From what was stored: at least one pane, in order. */
    public static PaneState of(List<Pane> panes, int phase, @Nullable Total total) {
        PaneQueue closed = PaneQueue.EMPTY;
        for (Pane pane : panes.subList(0, panes.size() - 1)) {
            closed = closed.with(pane.end(), pane.value(), PaneQueue.CHUNK_MAX);
        }
        Pane last = panes.get(panes.size() - 1);
        PaneState stored = begin(last.end(), last.value(), phase, STORED);
        stored.closed = closed;
        if (total != null) {
            stored.setTotal(total.value(), total.begin(), total.end());
        }
        return stored;
    }

    /** What comes of this one where a stored change is applied to it. */
    PaneState changed(@Nullable Pane pane, @Nullable Total total) {
        PaneQueue left = total == null ? closed : closed.after(total.begin());
        if (pane != null && pane.end() > newest) {
            left = left.with(newest, newestValue, PaneQueue.CHUNK_MAX);
        }
        PaneState next = pane == null
                ? new PaneState(this, left, newest, newestValue, STORED)
                : new PaneState(this, left, pane.end(), pane.value(), STORED);
        if (total != null) {
            next.setTotal(total.value(), total.begin(), total.end());
        }
        return next;
    }

    PaneQueue closed() {
        return closed;
    }

    /** The end of the newest pane. */
    long newest() {
        return newest;
    }

    @Nullable
    Object newestValue() {
        return newestValue;
    }

    /** A number drawn once for each key, so that what is done every so many panes isn't done for all keys at once. */
    public int phase() {
        return phase;
    }

    public @Nullable Total total() {
        return hasTotal ? new Total(totalValue, totalBegin, totalEnd) : null;
    }

    boolean hasTotal() {
        return hasTotal;
    }

    @Nullable
    Object totalValue() {
        return totalValue;
    }

    /** When the first pane of the total began. */
    long totalBegin() {
        return totalBegin;
    }

    long totalEnd() {
        return totalEnd;
    }

    @Nullable
    Object memo() {
        return memo;
    }

    void setMemo(Object computed) {
        memo = computed;
    }

    /** All panes that are kept, in order. */
    public List<Pane> panes() {
        List<Pane> panes = new ArrayList<>();
        try {
            closed.forEach(Long.MIN_VALUE, Long.MAX_VALUE, (end, value) -> panes.add(new Pane(end, value)));
        } catch (Exception e) {
            throw new IllegalStateException("adding to a list failed", e);
        }
        panes.add(new Pane(newest, newestValue));
        return panes;
    }

    /** Whether the newest pane of an earlier state is the last closed one now, as it was: not if batches between them changed more. */
    private boolean wasClosedAsItWas(PaneState old) {
        Object closedValue = closed.lastEnd() == old.newest ? closed.lastValue() : this;
        return closedValue == old.newestValue || (closedValue instanceof Number && closedValue.equals(old.newestValue));
    }

    @Override
    public int fetch() {
        Object computed = memo;
        int read = closed.fetch() + (hasTotal ? closed.fetchFirst() : 0);
        return computed instanceof Folding.Beginning beginning ? read + beginning.fetch() : read;
    }

    @Override
    public Object changeSince(Incremental before) {
        PaneState old = (PaneState) before;
        if (begins || (newest != old.newest && !wasClosedAsItWas(old))) {
            return this;
        }
        boolean same = old.newest == newest && old.newestValue == newestValue;
        return new PaneChange(same ? null : new Pane(newest, newestValue), total());
    }

    @Override
    public String toString() {
        return (hasTotal ? "total " + totalValue + " of " : "") + panes();
    }
}
