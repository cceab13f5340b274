package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Groups;
import dev.millrace.plan.IdleTimes;
import dev.millrace.plan.Operator;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.state.KeyedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a state function over the records of one partition. */
final class StateTask implements StateFunction.Emissions<Object> {
    /** Fewer records, or keys of which all states are near, are looked up as they come. */
    private static final int AHEAD_RECORDS_MIN = 16;

    private static final long AHEAD_KEYS_MIN = 1 << 15;

    private final StatefulSpec<Object, Object, Object, Object> spec;
    private final int inputs;
    private final KeyedState<Object, Object> states;
    private final Operator operator;
    private final Cell cell;
    private final boolean visitsAllKeys;
    private final StateFunction.@Nullable RecordFunction<Object, Object, Object, Object> perRecord;
    private boolean begun;
    private final @Nullable Object[] ahead = new @Nullable Object[KeyedState.AHEAD_MAX];
    private final KeyTable groups = new KeyTable();
    private final ArrayList<Object> mainOutput = new ArrayList<>();
    private final List<List<Object>> emitted = new ArrayList<>();

    StateTask(
            StatefulSpec<Object, Object, Object, Object> spec,
            int inputs,
            KeyedState<Object, Object> states,
            BatchInputs inputsOfBatch,
            Operator operator) {
        this.spec = spec;
        this.inputs = inputs;
        this.states = states;
        this.operator = operator;
        this.cell = new Cell(inputsOfBatch);
        this.perRecord = spec.function() instanceof StateFunction.PerRecord<Object, Object, Object, Object> records
                ? records.function().forTask()
                : null;
        this.visitsAllKeys = spec.function().visits().allKeys(inputsOfBatch.previousTime(), inputsOfBatch.time());
        emitted.add(mainOutput);
    }

    /** Takes up initial state. */
    void begin(List<Object> pairs) {
        for (Object record : pairs) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            states.put(pair.key(), pair.value());
        }
    }

    /** Takes records of one input; a function that works per record sees them now. */
    void add(int input, List<Object> pairs, Task task) {
        if (spec.function() instanceof StateFunction.Windowed<Object, Object, Object, Object> windowed) {
            addToWindows(windowed, pairs, task);
            return;
        }
        if (perRecord != null) {
            mainOutput.ensureCapacity(mainOutput.size() + pairs.size()); // most functions emit one for each
        }
        boolean isLarge = pairs.size() >= AHEAD_RECORDS_MIN && states.size() >= AHEAD_KEYS_MIN;
        int known = isLarge ? 0 : pairs.size();
        for (int i = 0; i < pairs.size() && !task.isCancelled(); i++) {
            if (i == known) {
                known = lookAhead(pairs, i);
            }
            Pair<?, ?> pair = (Pair<?, ?>) pairs.get(i);
            if (perRecord != null) {
                call(perRecord, pair.key(), input, pair.value());
            } else {
                CoGroupStep.add(groups, pair.key(), input, inputs, pair.value());
            }
        }
    }

    /** Has the state of the next keys fetched. Up to which record. */
    private int lookAhead(List<Object> pairs, int from) {
        int until = Math.min(pairs.size(), from + KeyedState.AHEAD_MAX);
        for (int i = from; i < until; i++) {
            ahead[i - from] = ((Pair<?, ?>) pairs.get(i)).key();
        }
        states.lookAhead(ahead, until - from);
        return until;
    }

    private void call(
            StateFunction.RecordFunction<Object, Object, Object, Object> function,
            Object key,
            int input,
            Object value) {
        cell.take(key, states.get(key));
        try {
            function.call(key, input, value, cell, this);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        cell.giveTo(key);
    }

    private void addToWindows(
            StateFunction.Windowed<Object, Object, Object, Object> windowed, List<Object> pairs, Task task) {
        beginWindows(windowed, task);
        int known = pairs.size() >= AHEAD_RECORDS_MIN ? 0 : pairs.size();
        for (int i = 0; i < pairs.size() && !task.isCancelled(); i++) {
            if (i == known) {
                known = lookAhead(pairs, i);
            }
            Pair<?, ?> pair = (Pair<?, ?>) pairs.get(i);
            cell.take(pair.key(), states.get(pair.key()));
            try {
                windowed.function().add(pair.key(), pair.value(), cell);
            } catch (Throwable thrown) {
                throw StepFailure.of(operator, thrown);
            }
            cell.giveTo(pair.key());
        }
    }

    /** Before the first record: windows that ended before it. */
    private void beginWindows(StateFunction.Windowed<Object, Object, Object, Object> windowed, Task task) {
        if (!begun) {
            begun = true;
            if (visitsAllKeys && windowed.visits().times().isEndedBefore(cell.batchTime())) {
                show(windowed, task);
            }
        }
    }

    private void show(StateFunction.Windowed<Object, Object, Object, Object> windowed, Task task) {
        try {
            states.visitAll((key, state) -> {
                task.throwIfCancelled();
                cell.take(key, state);
                windowed.function().show(key, cell, this);
                return cell.state;
            });
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    /** Calls a function that works per key, or for what isn't a record. What was emitted, by output. */
    List<List<Object>> finish(Task task) throws Exception {
        if (perRecord != null) {
            finish((StateFunction.PerRecord<Object, Object, Object, Object>) spec.function(), perRecord, task);
        }
        if (spec.function() instanceof StateFunction.Windowed<Object, Object, Object, Object> windowed) {
            beginWindows(windowed, task);
            if (visitsAllKeys && !windowed.visits().times().isEndedBefore(cell.batchTime())) {
                show(windowed, task);
            }
        }
        if (spec.function() instanceof StateFunction.PerKey<Object, Object, Object, Object> perKey) {
            boolean[] visited = new boolean[groups.size()];
            if (visitsAllKeys) {
                states.visitAll((key, state) -> {
                    task.throwIfCancelled();
                    int place = groups.find(key, KeyTable.hash(key));
                    if (place >= 0) {
                        visited[place] = true;
                    }
                    cell.take(key, state);
                    call(perKey, key, values(place));
                    return cell.state;
                });
            }
            for (int place = 0; place < groups.size() && !task.isCancelled(); place++) {
                if (!visited[place]) {
                    Object key = groups.keyAt(place);
                    cell.take(key, states.get(key));
                    call(perKey, key, values(place));
                    cell.giveTo(key);
                }
            }
        }
        states.finish();
        return emitted;
    }

    private void call(StateFunction.PerKey<Object, Object, Object, Object> perKey, Object key, Groups values) {
        try {
            perKey.function().call(key, values, cell, this);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    private void finish(
            StateFunction.PerRecord<Object, Object, Object, Object> records,
            StateFunction.RecordFunction<Object, Object, Object, Object> function,
            Task task)
            throws Exception {
        IdleTimes idle = records.idle();
        if (idle != null && idle.isChecked(cell.previousTime(), cell.batchTime())) {
            states.visitIdle(idle, cell.batchTime(), (key, state) -> {
                task.throwIfCancelled();
                cell.take(key, state);
                try {
                    function.timedOut(key, cell, this);
                } catch (Throwable thrown) {
                    throw StepFailure.of(operator, thrown);
                }
                return cell.state;
            });
        }
        if (records.snapshots().areWanted()) {
            states.forEach((key, state) -> function.snapshot(key, state, this));
        }
    }

    private Groups values(int place) {
        return new Groups(place < 0 ? CoGroupStep.empty(inputs) : GroupLoop.lists(groups, place));
    }

    @Override
    public void emit(Object record) {
        mainOutput.add(record);
    }

    @Override
    public void emit(int output, Object record) {
        while (emitted.size() <= output) {
            emitted.add(new ArrayList<>());
        }
        emitted.get(output).add(record);
    }

    /** The state of the key that the function is called for. */
    private final class Cell implements StateFunction.Cell<Object> {
        private final BatchInputs batch;
        private @Nullable Object key;
        private @Nullable Object state;
        private boolean had;
        private boolean touched;

        private Cell(BatchInputs batch) {
            this.batch = batch;
        }

        private void take(@Nullable Object visited, @Nullable Object found) {
            key = visited;
            state = found;
            had = found != null;
            touched = false;
        }

        private void giveTo(Object visited) {
            if (!touched) {
                return;
            }
            if (state != null) {
                states.put(visited, state);
            } else if (had) {
                states.remove(visited);
            }
        }

        @Override
        public @Nullable Object get() {
            return state;
        }

        @Override
        public void update(Object updated) {
            state = updated;
            touched = true;
        }

        @Override
        public void remove() {
            state = null;
            touched = true;
        }

        @Override
        public Instant batchTime() {
            return batch.time();
        }

        @Override
        public Instant previousTime() {
            return batch.previousTime();
        }

        @Override
        @SuppressWarnings("NullAway") // a key may be null
        public int keyHash() {
            return states.hash(key);
        }
    }
}
