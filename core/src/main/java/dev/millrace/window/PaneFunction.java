package dev.millrace.window;

import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.StateFunction.WindowFunction;
import dev.millrace.plan.WindowTimes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to a key's panes: what a batch brings is added to its pane, and windows are shown. Tasks share it. */
abstract class PaneFunction<K, V, R> implements WindowFunction<K, V, PaneState, R> {
    private final WindowTimes times;
    private transient volatile @Nullable Moment lastMoment;

    PaneFunction(WindowTimes times) {
        this.times = times;
    }

    WindowTimes times() {
        return times;
    }

    /** How many panes the chunks of a queue may have. */
    int chunkMax() {
        return PaneQueue.chunkMax(times.panes());
    }

    /**
     * What is the same for all keys of a batch: its time, as nanoseconds too, the end of the last window that has ended, and
     * that of the pane that its records come to.
     */
    record Moment(Instant time, long nanos, long end, long paneEnd) {}

    /** With this value in the pane of now: the newest or one after it. */
    abstract PaneState added(@Nullable PaneState state, V value, Moment now, Cell<PaneState> cell) throws Exception;

    /** Emits the window that has ended; what is left of the key's state, null if nothing. */
    abstract @Nullable PaneState shown(K key, PaneState state, Moment now, Emissions<R> out) throws Exception;

    /** The end of the pane that a batch's records come to. */
    long paneEnd(Instant time) {
        return times.paneEnd(time);
    }

    private Moment moment(Cell<PaneState> cell) {
        Moment moment = lastMoment;
        Instant time = cell.batchTime();
        if (moment == null || !moment.time.equals(time)) {
            moment = new Moment(time, WindowTimes.nanos(time), times.lastEnd(time), paneEnd(time));
            lastMoment = moment;
        }
        return moment;
    }

    @Override
    public void add(K key, V value, Cell<PaneState> cell) throws Exception {
        PaneState state = cell.get();
        PaneState next = added(state, value, moment(cell), cell);
        if (next != state) {
            cell.update(next);
        }
    }

    @Override
    public void show(K key, Cell<PaneState> cell, Emissions<R> out) throws Exception {
        PaneState state = cell.get();
        if (state == null) {
            return;
        }
        PaneState next = shown(key, state, moment(cell), out);
        if (next == null) {
            cell.remove();
        } else if (next != state) {
            cell.update(next);
        }
    }
}
