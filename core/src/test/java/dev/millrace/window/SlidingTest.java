package dev.millrace.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Pair;
import dev.millrace.function.Function2;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.StateFunction.WindowFunction;
import dev.millrace.plan.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The window of one key, slide by slide, against what its records make; some batches are given up and run again. */
class SlidingTest {
    private static final int BATCHES = 3_000;

    /** What a window shows for the records in it. */
    private static @Nullable Object made(NavigableMap<Long, Object> records, long begin, long end, Merge merge)
            throws Exception {
        Object made = Merge.NOTHING;
        for (Object value : records.subMap(begin, false, end, true).values()) {
            made = merge.of(made, value);
        }
        return made == Merge.NOTHING ? null : made;
    }

    private static final class OneKey implements Cell<PaneState>, Emissions<Pair<String, Object>> {
        private final List<Object> shown = new ArrayList<>();
        private Instant time = Instant.EPOCH;
        private @Nullable PaneState state;

        @Override
        public @Nullable PaneState get() {
            return state;
        }

        @Override
        public void update(PaneState updated) {
            state = updated;
        }

        @Override
        public void remove() {
            state = null;
        }

        @Override
        public Instant batchTime() {
            return time;
        }

        @Override
        public Instant previousTime() {
            return time.minusSeconds(1);
        }

        @Override
        public int keyHash() {
            return 77;
        }

        @Override
        public void emit(Pair<String, Object> record) {
            shown.add(record.value());
        }

        @Override
        public void emit(int output, Object record) {
            throw new AssertionError(record);
        }
    }

    private static void check(
            long seed,
            int panes,
            WindowFunction<String, Object, PaneState, Pair<String, Object>> function,
            Function2<Object, Object, Object> merge,
            IntFunction<Object> values)
            throws Exception {
        Random random = new Random(seed);
        OneKey key = new OneKey();
        TreeMap<Long, Object> records = new TreeMap<>();
        for (int second = 1; second < BATCHES; second++) {
            key.time = Instant.ofEpochSecond(second);
            // for some time a record in each batch, for some a few, for some none at all
            boolean hasRecord = random.nextInt(4) < new int[] {4, 4, 1, 0}[second / 150 % 4];
            Object value = values.apply(random.nextInt(1_000));
            PaneState before = key.state;
            for (int attempt = random.nextInt(5) == 0 ? 2 : 1; attempt > 0; attempt--) {
                key.state = before;
                key.shown.clear();
                if (hasRecord) {
                    function.add("key", value, key);
                }
                function.show("key", key, key);
            }
            if (hasRecord) {
                records.put((long) second, value);
            }
            Object made = made(records, second - panes, second, Merge.by(merge));
            assertEquals(made == null ? List.of() : List.of(made), key.shown, "seed " + seed + ", second " + second);
        }
    }

    private static WindowTimes times(int panes) {
        return WindowTimes.of(Duration.ofSeconds(panes), Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 60, 100})
    void shownWithoutAnInverseIsWhatTheRecordsMake(int panes) throws Exception {
        Function2<Object, Object, Object> largest = (one, other) -> Math.max((Long) one, (Long) other);
        check(panes, panes, new Folding<String, Object>(times(panes), largest), largest, value -> (long) value);
    }

    /** A pane alone is a number, several together are none; and some values are of another class. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 60})
    void shownIsWhatTheRecordsMakeWhereTheirClassesChange(int panes) throws Exception {
        Function2<Object, Object, Object> join = (one, other) -> one + "," + other;
        check(
                panes,
                panes,
                new Folding<String, Object>(times(panes), join),
                join,
                value -> value < 10 ? value * 0.5 : (Object) value);
    }

    /** A key keeps its total where its window is empty: the filter drops it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 60, 100})
    void shownWithAnInverseIsWhatTheRecordsMake(int panes) throws Exception {
        Function2<Object, Object, Object> sum = (one, other) -> (Long) one + (Long) other;
        Function2<Object, Object, Object> inverse = (all, gone) -> (Long) all - (Long) gone;
        check(
                panes,
                panes,
                new Totalling<String, Object>(times(panes), sum, inverse, pair -> (Long) pair.value() != 0),
                sum,
                value -> value + 1L);
    }
}
