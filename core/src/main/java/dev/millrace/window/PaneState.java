package dev.millrace.window;

import dev.millrace.state.Incremental;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What windows keep of a key: what it has in each pane, the newest apart because batches may still add to it, and a running
 * total where there is an inverse. Immutable, but for what can be computed again from it. A batch's delta holds the pane that
 * the batch added to, and the total, however many panes there are.
 */
public final class PaneState implements Incremental {
    private final PaneQueue closed;
    private final long newest;
    private final @Nullable Object newestValue;
    private final int phase;
    private final @Nullable Total total;

    /** Whether nothing came before. */
    private final boolean begins;

    /** What the window's function has computed of the panes; it may be computed again. One thread. */
    private @Nullable Object memo;

    private PaneState(
            PaneQueue closed,
            long newest,
            @Nullable Object newestValue,
            int phase,
            @Nullable Total total,
            boolean begins) {
        this.begins = begins;
        this.closed = closed;
        this.newest = newest;
        this.newestValue = newestValue;
        this.phase = phase;
        this.total = total;
    }

    /** Of a key that had none. */
    static PaneState begin(long pane, @Nullable Object value, int phase) {
        return new PaneState(PaneQueue.EMPTY, pane, value, phase, null, true);
    }

    /** What comes of this one; {@code pane} is its newest or one after that. */
    PaneState next(PaneQueue nextClosed, long pane, @Nullable Object value, @Nullable Total nextTotal) {
        return new PaneState(nextClosed, pane, value, phase, nextTotal, false);
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
        return new PaneState(closed, last.end(), last.value(), phase, total, true);
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
        return total;
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

    @Override
    public Object changeSince(Incremental before) {
        PaneState old = (PaneState) before;
        if (begins) {
            return this;
        }
        boolean same = old.newest == newest && old.newestValue == newestValue;
        return new PaneChange(same ? null : new Pane(newest, newestValue), total);
    }

    @Override
    public String toString() {
        return (total == null ? "" : "total " + total.value() + " of ") + panes();
    }
}
