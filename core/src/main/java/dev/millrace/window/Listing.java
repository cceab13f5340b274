package dev.millrace.window;

import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.WindowTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Windows that show every value: each batch is a pane of its own, which is written once. */
final class Listing<K, V, R> extends PaneFunction<K, V, R> {
    private final Shape<K, V, R> shape;

    Listing(WindowTimes times, Shape<K, V, R> shape) {
        super(times);
        this.shape = shape;
    }

    /** How a key's values in a window are emitted. */
    @FunctionalInterface
    interface Shape<K, V, R> extends java.io.Serializable {
        void emit(K key, List<V> values, Emissions<R> out);
    }

    @Override
    long paneEnd(Instant time) {
        return WindowTimes.nanos(time);
    }

    @Override
    PaneState added(@Nullable PaneState state, V value, Moment now, Cell<PaneState> cell) {
        long paneEnd = now.paneEnd();
        if (state != null && state.newest() == paneEnd) {
            add(value, state.newestValue());
            return state;
        }
        List<V> pane = new ArrayList<>(1);
        pane.add(value);
        if (state == null) {
            return PaneState.begin(paneEnd, pane, 0, now.nanos());
        }
        PaneQueue closed = state.closed()
                .after(paneEnd - times().windowNanos())
                .with(state.newest(), state.newestValue(), chunkMax());
        return state.next(closed, paneEnd, pane, now.nanos());
    }

    @Override
    @Nullable
    PaneState shown(K key, PaneState state, Moment now, Emissions<R> out) throws Exception {
        long end = now.end();
        long begin = end - times().windowNanos();
        List<V> values = new ArrayList<>();
        state.closed().forEach(begin, end, (paneEnd, pane) -> addAll(pane, values));
        if (state.newest() > begin) {
            addAll(state.newestValue(), values);
        }
        if (values.isEmpty()) {
            return null;
        }
        shape.emit(key, values, out);
        return state;
    }

    /** The list is this batch's own: until the batch ends nobody else has seen it. */
    @SuppressWarnings("unchecked") // every pane is a list of Vs
    private static <V> void add(V value, @Nullable Object to) {
        if (to != null) {
            ((List<V>) to).add(value);
        }
    }

    @SuppressWarnings("unchecked") // every pane is a list of Vs
    private static <V> void addAll(@Nullable Object pane, List<V> to) {
        if (pane != null) {
            to.addAll((List<V>) pane);
        }
    }
}
