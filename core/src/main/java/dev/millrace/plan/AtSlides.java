package dev.millrace.plan;

/**
 * State functions whose records come of a windowed stream: what arrives in a batch in which no window ended, such as a count
 * of nothing, isn't in that stream.
 */
public final class AtSlides {
    private AtSlides() {}

    public static <K, V, S, R> StateFunction<K, V, S, R> only(WindowTimes times, StateFunction<K, V, S, R> function) {
        if (function instanceof StateFunction.PerKey<K, V, S, R> perKey) {
            return new StateFunction.PerKey<>(new Keys<>(times, perKey.function()), perKey.visits());
        }
        if (function instanceof StateFunction.Windowed<K, V, S, R> windowed) {
            return new StateFunction.Windowed<>(new Windows<>(times, windowed.function()), windowed.visits());
        }
        StateFunction.PerRecord<K, V, S, R> records = (StateFunction.PerRecord<K, V, S, R>) function;
        return new StateFunction.PerRecord<>(
                new Records<>(times, records.function()), records.idle(), records.snapshots());
    }

    private static boolean isShown(WindowTimes times, StateFunction.Cell<?> state) {
        return times.isShown(state.previousTime(), state.batchTime());
    }

    private record Keys<K, V, S, R>(WindowTimes times, StateFunction.KeyFunction<K, V, S, R> function)
            implements StateFunction.KeyFunction<K, V, S, R> {
        @Override
        public void call(K key, Groups values, StateFunction.Cell<S> state, StateFunction.Emissions<R> out)
                throws Exception {
            if (isShown(times, state)) {
                function.call(key, values, state, out);
            }
        }
    }

    private record Windows<K, V, S, R>(WindowTimes times, StateFunction.WindowFunction<K, V, S, R> function)
            implements StateFunction.WindowFunction<K, V, S, R> {
        @Override
        public void add(K key, V value, StateFunction.Cell<S> state) throws Exception {
            if (isShown(times, state)) {
                function.add(key, value, state);
            }
        }

        @Override
        public void show(K key, StateFunction.Cell<S> state, StateFunction.Emissions<R> out) throws Exception {
            function.show(key, state, out);
        }
    }

    private record Records<K, V, S, R>(WindowTimes times, StateFunction.RecordFunction<K, V, S, R> function)
            implements StateFunction.RecordFunction<K, V, S, R> {
        @Override
        public void call(K key, int input, V value, StateFunction.Cell<S> state, StateFunction.Emissions<R> out)
                throws Exception {
            if (isShown(times, state)) {
                function.call(key, input, value, state, out);
            }
        }

        @Override
        public StateFunction.RecordFunction<K, V, S, R> forTask() {
            return new Records<>(times, function.forTask());
        }

        @Override
        public void timedOut(K key, StateFunction.Cell<S> state, StateFunction.Emissions<R> out) throws Exception {
            function.timedOut(key, state, out);
        }

        @Override
        public void snapshot(K key, S state, StateFunction.Emissions<R> out) {
            function.snapshot(key, state, out);
        }
    }
}
