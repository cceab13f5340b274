package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.IdleTimes;
import dev.millrace.plan.MapWithState;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Select;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StateFunction.Snapshots;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code mapWithState}: a call for each record, states that are removed or time out, and all states where they are wanted. */
abstract class MappedStateBehaviour extends Behaviour {
    private static final IdleTimes THREE_SECONDS = new IdleTimes(3_000);

    /** Adds a key's numbers up and shows each sum; 0 ends the key. One that times out is shown with its last sum. */
    private Stateful<String, Integer, Object, String> sums(
            Optional<IdleTimes> idle, Snapshots snapshots, Optional<Plan<Pair<String, Object>>> initial) {
        MapWithState<String, Integer, Integer, String> function = new MapWithState<>(
                (time, key, value, state, out) -> {
                    if (state.isTimingOut()) {
                        out.emit(key + " idle at " + state.get());
                    } else if (value != null && value == 0) {
                        state.remove();
                        out.emit(key + " ended, there: " + state.exists());
                    } else {
                        state.update(state.getOption().orElse(0) + value);
                        out.emit(key + "=" + state.get());
                    }
                },
                idle.isPresent());
        return new Stateful<>(
                List.of(program.<Pair<String, Integer>>input().plan()),
                initial.orElse(null),
                new StatefulSpec<>("sums", 16, new StateFunction.PerRecord<>(function, idle.orElse(null), snapshots)),
                Operator.here("mapWithState"));
    }

    private RDD<String> sums(Optional<IdleTimes> idle) {
        return RDD.template(sums(idle, new Snapshots(), Optional.empty()));
    }

    private static List<List<Pair<String, Integer>>> records(Object... keysAndValues) {
        List<Pair<String, Integer>> all = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.add(Pair.of((String) keysAndValues[i], (Integer) keysAndValues[i + 1]));
        }
        int half = all.size() / 2;
        return splits(all.subList(0, half), all.subList(half, all.size()));
    }

    @Test
    void eachRecordIsMappedWithTheStateThatTheOneBeforeLeft() {
        RDD<String> sums = sums(Optional.empty());
        assertEquals(List.of("a=1", "a=3", "a=6"), program.collect(sums, records("a", 1, "a", 2, "a", 3)));
        assertEquals(List.of("a=10", "b=1"), sorted(program.collect(sums, records("a", 4, "b", 1))));
        assertEquals(List.of("a ended, there: false", "a=5"), program.collect(sums, records("a", 0, "a", 5)));
        assertEquals(List.of(), program.collect(sums, List.of()));
        assertEquals(List.of("b=3"), program.collect(sums, records("b", 2)));
    }

    @Test
    void aKeyWithoutRecordsForLongerThanTheTimeoutIsShownOnceMoreAndGone() {
        RDD<String> sums = sums(Optional.of(THREE_SECONDS));
        program.collect(sums, records("a", 1, "b", 2));
        program.collect(sums, records("b", 1));
        assertEquals(List.of(), program.collect(sums, List.of()), "2 s");
        assertEquals(List.of(), program.collect(sums, List.of()), "exactly 3 s are not longer");
        assertEquals(List.of("a idle at 1"), program.collect(sums, List.of()));
        assertEquals(List.of("a=7", "b idle at 3"), sorted(program.collect(sums, records("a", 7))));
        program.skip(100);
        assertEquals(List.of("a=9"), program.collect(sums, records("a", 2)), "a record comes before the timeout");
        program.skip(100);
        assertEquals(List.of("a idle at 9"), program.collect(sums, List.of()));
        program.skip(100);
        assertEquals(List.of(), program.collect(sums, List.of()));
    }

    @Test
    void whatTimedOutInABatchThatWasAbortedTimesOutAgain() {
        RDD<String> sums = sums(Optional.of(THREE_SECONDS));
        program.collect(sums, records("a", 1, "b", 1));
        program.skip(10);
        EngineBatch aborted = program.begin(records("b", 1));
        assertEquals(
                List.of("a idle at 1", "b=2"),
                sorted(RDD.in(aborted, sums.plan()).collect()));
        aborted.abort();
        assertEquals(List.of("a idle at 1", "b=2"), sorted(program.collect(sums, records("b", 1))));
        program.skip(10);
        assertEquals(List.of("b idle at 2"), program.collect(sums, List.of()));
    }

    @Test
    void aKeyThatComesAndGoesTimesOutByItsLastRecord() {
        RDD<String> sums = sums(Optional.of(THREE_SECONDS));
        for (int i = 0; i < 6; i++) {
            program.collect(sums, records("a", 1, "x" + i, 1));
            program.collect(sums, records("a", 0));
        }
        assertEquals(List.of("a=4", "x4 idle at 1"), sorted(program.collect(sums, records("a", 4))));
        assertEquals(List.of(), program.collect(sums, List.of()));
        assertEquals(List.of("x5 idle at 1"), program.collect(sums, List.of()));
        assertEquals(List.of(), program.collect(sums, List.of()));
        assertEquals(List.of("a idle at 4"), program.collect(sums, List.of()));
    }

    @Test
    void snapshotsShowAllStatesAfterTheBatch() {
        for (Optional<IdleTimes> idle : List.of(Optional.<IdleTimes>empty(), Optional.of(THREE_SECONDS))) {
            try (Program fresh = new Program(engine())) {
                Snapshots snapshots = new Snapshots();
                snapshots.want();
                Plan<Pair<String, Object>> initial =
                        RDD.of(List.of(Pair.<String, Object>of("z", 26)), 1).plan();
                MapWithState<String, Integer, Integer, String> function = new MapWithState<>(
                        (time, key, value, state, out) -> {
                            if (!state.isTimingOut()) {
                                state.update(state.getOption().orElse(0) + value);
                            }
                        },
                        idle.isPresent());
                Stateful<String, Integer, Object, String> stateful = new Stateful<>(
                        List.of(fresh.<Pair<String, Integer>>input().plan()),
                        initial,
                        new StatefulSpec<>(
                                "sums", 16, new StateFunction.PerRecord<>(function, idle.orElse(null), snapshots)),
                        Operator.here("mapWithState"));
                RDD<Pair<String, Integer>> states = RDD.template(new Select<>(stateful, Snapshots.OUTPUT));
                assertEquals("[a=1, b=2, z=26]", shown(fresh.collect(states, records("a", 1, "b", 2))));
                assertEquals("[a=6, b=2, z=26]", shown(fresh.collect(states, records("a", 5))));
                fresh.skip(60);
                String rest = idle.isPresent() ? "[c=1]" : "[a=6, b=2, c=1, z=26]";
                assertEquals(rest, shown(fresh.collect(states, records("c", 1))));
            }
        }
    }

    private static String shown(List<Pair<String, Integer>> states) {
        return states.stream()
                .map(pair -> pair.key() + "=" + pair.value())
                .sorted()
                .toList()
                .toString();
    }
}
