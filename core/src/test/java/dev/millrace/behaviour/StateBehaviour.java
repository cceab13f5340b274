package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Select;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keyed state: what a batch left, the next one finds; what was aborted never was. */
abstract class StateBehaviour extends Behaviour {
    private RDD<Pair<String, Integer>> totals(Optional<Plan<Pair<String, Integer>>> initial) {
        StateFunction<String, Integer, Integer, Pair<String, Integer>> function =
                StateFunction.updateStateByKey((values, state) -> {
                    Seen.add(values.size());
                    int sum = state.orElse(0);
                    for (int value : values) {
                        if (value == 13) {
                            throw new IllegalStateException("unlucky");
                        }
                        sum += value;
                    }
                    return sum < 0 ? Optional.empty() : Optional.of(sum);
                });
        return RDD.template(new Stateful<>(
                List.of(program.<Pair<String, Integer>>input().plan()),
                initial.orElse(null),
                new StatefulSpec<>("totals", StatefulSpec.DEFAULT_KEY_GROUPS, function),
                Operator.here("updateStateByKey")));
    }

    private static List<List<Pair<String, Integer>>> values(Object... keysAndValues) {
        List<Pair<String, Integer>> first = new ArrayList<>();
        List<Pair<String, Integer>> second = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            (i % 4 == 0 ? first : second).add(Pair.of((String) keysAndValues[i], (Integer) keysAndValues[i + 1]));
        }
        return splits(first, second);
    }

    private static List<Pair<String, Integer>> state(Object... keysAndValues) {
        List<Pair<String, Integer>> all = new ArrayList<>();
        values(keysAndValues).forEach(all::addAll);
        return sorted(all);
    }

    @Test
    void whatABatchLeftTheNextOneFinds() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        assertEquals(state("a", 3, "b", 2), sorted(program.collect(totals, values("a", 1, "a", 2, "b", 2))));
        assertEquals(state("a", 13, "b", 2, "c", 1), sorted(program.collect(totals, values("a", 10, "c", 1))));
        assertEquals(state("a", 13, "b", 2, "c", 1), sorted(program.collect(totals, List.of())));
    }

    @Test
    void everyKeyIsVisitedOnceABatch() {
        Seen.take();
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        program.collect(totals, values("a", 1, "a", 2, "b", 2));
        assertEquals(List.of(1, 2), sorted(Seen.take()));
        program.collect(totals, values("c", 1));
        assertEquals(List.of(0, 0, 1), sorted(Seen.take()));
    }

    @Test
    void aKeyWhoseStateIsAbsentIsForgotten() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        program.collect(totals, values("a", 1, "b", 2));
        assertEquals(state("b", 2), sorted(program.collect(totals, values("a", -5, "c", -1))));
        assertEquals(state("b", 2, "a", 4), sorted(program.collect(totals, values("a", 4))));
    }

    @Test
    void anAbortedBatchLeavesNoTrace() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        program.collect(totals, values("a", 1, "b", 2));
        EngineBatch failing = program.begin(values("a", 10, "c", 5, "b", -9));
        assertEquals(2, RDD.in(failing, totals.plan()).count());
        failing.abort();
        EngineBatch again = program.again(values("a", 10, "c", 5, "b", -9), List.of());
        List<Pair<String, Integer>> replayed = Program.inBatch(again, totals, RDD::collect);
        assertEquals(state("a", 11, "c", 5), sorted(replayed));
        assertEquals(state("a", 11, "c", 5), sorted(program.collect(totals, List.of())));
    }

    @Test
    void aBatchWhoseFunctionThrewIsUndone() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        program.collect(totals, values("a", 1, "b", 2, "c", 3, "d", 4));
        MillraceException failed = assertThrows(
                MillraceException.class,
                () -> program.collect(totals, values("a", 1, "b", 1, "c", 13, "d", 1, "e", 1)));
        assertEquals(MillraceException.Kind.USER_CODE, failed.kind());
        assertEquals(state("a", 2, "b", 2, "c", 3, "d", 4), sorted(program.collect(totals, values("a", 1))));
    }

    @Test
    void stateAdvancesOnceABatchHoweverOftenItIsRead() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        long count = program.run(totals, values("a", 1), rdd -> {
            rdd.collect();
            return rdd.union(rdd).count();
        });
        assertEquals(2, count);
        assertEquals(state("a", 2), program.collect(totals, values("a", 1)));
    }

    @Test
    void stateAdvancesUnread() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        program.run(totals, values("a", 1), rdd -> 0);
        assertEquals(state("a", 2), program.collect(totals, values("a", 1)));
    }

    @Test
    void takingOnePartitionAdvancesTheStateOfAll() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        program.run(totals, values("a", 1, "b", 1, "c", 1, "d", 1), rdd -> rdd.take(1));
        assertEquals(state("a", 1, "b", 1, "c", 1, "d", 1), sorted(program.collect(totals, List.of())));
    }

    @Test
    void initialStateIsTakenUpOnce() {
        Plan<Pair<String, Integer>> initial =
                RDD.of(List.of(Pair.of("a", 100), Pair.of("z", 7)), 2).plan();
        RDD<Pair<String, Integer>> totals = totals(Optional.of(initial));
        EngineBatch aborted = program.begin(values("a", 1));
        RDD.in(aborted, totals.plan()).count();
        aborted.abort();
        assertEquals(state("a", 101, "z", 7), sorted(program.collect(totals, values("a", 1))));
        assertEquals(state("a", 102, "z", 7), sorted(program.collect(totals, values("a", 1))));
    }

    @Test
    void aFunctionPerRecordSeesRecordsInOrderAndEmitsToNumberedOutputs() {
        StateFunction.RecordFunction<String, Integer, Integer, String> function = (key, input, value, state, out) -> {
            Integer before = state.get();
            state.update((before == null ? 0 : before) * 10 + value);
            out.emit(key + input + ":" + state.get());
            out.emit(1, value);
        };
        Stateful<String, Integer, Integer, String> stateful = new Stateful<>(
                List.of(
                        program.<Pair<String, Integer>>input().plan(),
                        program.<Pair<String, Integer>>otherInput().plan()),
                null,
                new StatefulSpec<>("digits", 16, new StateFunction.PerRecord<>(function)),
                Operator.here("mapWithState"));
        RDD<String> emitted = RDD.template(stateful);
        RDD<Integer> side = RDD.template(new Select<>(stateful, 1));
        assertEquals(
                List.of("a0:1", "a0:12", "a1:123"),
                program.collect(
                        emitted,
                        splits(List.of(Pair.of("a", 1)), List.of(Pair.of("a", 2))),
                        List.of(List.of(Pair.of("a", 3)))));
        assertEquals(List.of(4), program.collect(side, List.of(List.of(Pair.of("a", 4)))));
        assertEquals(List.of("a0:12345"), program.collect(emitted, List.of(List.of(Pair.of("a", 5)))));
        assertEquals(List.of(), program.collect(emitted, List.of()));
    }

    @Test
    void manyKeysSurviveManyBatches() {
        RDD<Pair<String, Integer>> totals = totals(Optional.empty());
        for (int batch = 0; batch < 10; batch++) {
            List<Pair<String, Integer>> records = new ArrayList<>();
            for (int i = batch; i < 3_000; i += 3) {
                records.add(Pair.of("key" + i, 1));
            }
            int half = records.size() / 2;
            program.collect(totals, splits(records.subList(0, half), records.subList(half, records.size())));
        }
        List<Pair<String, Integer>> all = program.collect(totals, List.of());
        assertEquals(3_000, all.size());
        assertEquals(9_988, all.stream().mapToInt(Pair::value).sum(), "a third of the keys from b on in batch b");
    }
}
