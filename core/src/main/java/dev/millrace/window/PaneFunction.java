package dev.millrace.window;

import dev.millrace.plan.Groups;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.StateFunction.KeyFunction;
import dev.millrace.plan.WindowTimes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a key's panes in a batch: what the batch brought is added to its pane, and if a window has ended, that
 * window is shown: first, if it ended before the batch's time. Tasks share it.
 */
abstract class PaneFunction<K, V, R> implements KeyFunction<K, V, PaneState, R> {
    private final WindowTimes times;
    private transient volatile @Nullable Moment lastMoment;

    PaneFunction(WindowTimes times) {
        this.times = times;
    }

    WindowTimes times() {
        return times;
    }

    /** What is the same for all keys of a batch. */
    private record Moment(Instant time, Instant previous, boolean shows, long end, long paneEnd) {
        private boolean isOf(Instant otherTime, Instant otherPrevious) {
            return time.equals(otherTime) && previous.equals(otherPrevious);
        }
    }

    /** With these values, at least one, in the pane that ends at {@code paneEnd}: the newest or one after it. */
    abstract PaneState add(@Nullable PaneState state, List<V> values, long paneEnd, Cell<PaneState> cell)
            throws Exception;

    /** Emits the window that ended at {@code end}; what is left of the key's state, null if nothing. */
    abstract @Nullable PaneState show(K key, PaneState state, long end, Emissions<R> out) throws Exception;

    /** The end of the pane that a batch's records come to. */
    long paneEnd(Instant time) {
        return times.paneEnd(time);
    }

    private Moment moment(Cell<PaneState> cell) {
        Moment moment = lastMoment;
        if (moment == null || !moment.isOf(cell.batchTime(), cell.previousTime())) {
            Instant time = cell.batchTime();
            Instant previous = cell.previousTime();
            moment = new Moment(time, previous, times.isShown(previous, time), times.lastEnd(time), paneEnd(time));
            lastMoment = moment;
        }
        return moment;
    }

    @Override
    public void call(K key, Groups groups, Cell<PaneState> cell, Emissions<R> out) throws Exception {
        Moment moment = moment(cell);
        List<V> values = groups.of(0);
        PaneState before = cell.get();
        PaneState state = before;
        boolean showsBefore = moment.shows && moment.paneEnd > moment.end;
        if (showsBefore && state != null) {
            state = show(key, state, moment.end, out);
        }
        if (!values.isEmpty()) {
            state = add(state, values, moment.paneEnd, cell);
        }
        if (moment.shows && !showsBefore && state != null) {
            state = show(key, state, moment.end, out);
        }
        if (state == null) {
            if (before != null) {
                cell.remove();
            }
        } else if (state != before) {
            cell.update(state);
        }
    }
}
