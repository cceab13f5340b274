package dev.millrace.plan;

import dev.millrace.Pair;
import dev.millrace.State;
import java.io.Serializable;
import java.time.Instant;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The function of {@code mapWithState}: calls the user's for each record, with the state of its key. Where states time out
 * they are kept as {@link TimedState}; one that is kept otherwise, from before there was a timeout, is taken too.
 */
public final class MapWithState<K, V, S, R> implements StateFunction.RecordFunction<K, V, Object, R> {
    private final Mapping<K, V, S, R> mapping;
    private final boolean timed;
    private final transient KeyState<S> state = new KeyState<>();

    public MapWithState(Mapping<K, V, S, R> mapping, boolean timed) {
        this.mapping = mapping;
        this.timed = timed;
    }

    /** What the user gives; the value is null where a key times out. */
    @FunctionalInterface
    public interface Mapping<K, V, S, R> extends Serializable {
        void call(Instant time, K key, @Nullable V value, State<S> state, StateFunction.Emissions<R> out)
                throws Exception;
    }

    /** The state that the user's function sees is used again for each record, so each task has its own. */
    @Override
    public StateFunction.RecordFunction<K, V, Object, R> forTask() {
        return new MapWithState<>(mapping, timed);
    }

    @Override
    public void call(K key, int input, V value, StateFunction.Cell<Object> cell, StateFunction.Emissions<R> out)
            throws Exception {
        Object kept = cell.get();
        state.begin(unwrapped(kept), false);
        mapping.call(cell.batchTime(), key, value, state, out);
        if (state.removed) {
            cell.remove();
        } else if (state.value != null && timed) {
            touch(kept, state.value, cell);
        } else if (state.value != null && state.updated) {
            cell.update(state.value);
        }
    }

    private void touch(@Nullable Object kept, S value, StateFunction.Cell<Object> cell) {
        long now = cell.batchTime().toEpochMilli();
        boolean known = kept instanceof TimedState<?> before && before.touchedMillis() == now;
        if (!known || state.updated) {
            cell.update(new TimedState<>(value, now));
        }
    }

    @Override
    public void timedOut(K key, StateFunction.Cell<Object> cell, StateFunction.Emissions<R> out) throws Exception {
        state.begin(unwrapped(cell.get()), true);
        mapping.call(cell.batchTime(), key, null, state, out);
        cell.remove();
    }

    @Override
    public void snapshot(K key, Object kept, StateFunction.Emissions<R> out) {
        out.emit(StateFunction.Snapshots.OUTPUT, new Pair<>(key, unwrapped(kept)));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // one operator's state always has the same type; null in, null out
    private S unwrapped(@Nullable Object kept) {
        return (S) (kept instanceof TimedState<?> timedState ? timedState.state() : kept);
    }

    private static final class KeyState<S> implements State<S> {
        private @Nullable S value;
        private boolean timingOut;
        private boolean updated;
        private boolean removed;

        private void begin(@Nullable S found, boolean isTimingOut) {
            value = found;
            timingOut = isTimingOut;
            updated = false;
            removed = false;
        }

        @Override
        public boolean exists() {
            return value != null;
        }

        @Override
        public S get() {
            if (value == null) {
                throw new NoSuchElementException("the key has no state; ask exists() first");
            }
            return value;
        }

        @Override
        @SuppressWarnings("ConstantValue") // a user's null gets here
        public void update(S state) {
            check("update");
            if (state == null) {
                throw new IllegalArgumentException("a state can't be null; remove() ends it");
            }
            value = state;
            updated = true;
        }

        @Override
        public void remove() {
            check("remove");
            value = null;
            removed = true;
        }

        private void check(String what) {
            if (timingOut) {
                throw new IllegalArgumentException(
                        "can't " + what + " a state that is timing out: it is removed anyway");
            }
            if (removed) {
                throw new IllegalArgumentException("can't " + what + " a state that has been removed");
            }
        }

        @Override
        public boolean isTimingOut() {
            return timingOut;
        }
    }
}
