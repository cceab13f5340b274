package dev.millrace.batch;

import dev.millrace.Pair;
import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Coalesce;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanVisitor;
import dev.millrace.plan.Read;
import dev.millrace.plan.Select;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.Union;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills the places of a template with what they are in one batch. A node that doesn't depend on any stays itself, and each
 * node is made once, so that two outputs that share a stream still do.
 */
class PlanBinding implements PlanVisitor<Plan<?>> {
    private final Function<SourceInput<?>, @Nullable Plan<?>> places;
    private final Map<Plan<?>, Plan<?>> bound = new HashMap<>();

    /** {@code places} gives the plan for a place, or null where a source is read. */
    PlanBinding(Function<SourceInput<?>, @Nullable Plan<?>> places) {
        this.places = places;
    }

    @SuppressWarnings("unchecked") // what takes a node's place has its type
    <T> Plan<T> bind(Plan<T> template) {
        Plan<?> known = bound.get(template);
        if (known == null) {
            known = template.accept(this);
            bound.put(template, known);
        }
        return (Plan<T>) known;
    }

    @Override
    public Plan<?> visitRead(Read<?> read) {
        Plan<?> made = read.input() instanceof SourceInput<?> input ? places.apply(input) : null;
        return made == null ? read : made;
    }

    @Override
    public Plan<?> visitPipe(Pipe<?, ?> pipe) {
        return rebuild(pipe);
    }

    private <T, R> Plan<R> rebuild(Pipe<T, R> pipe) {
        Plan<T> input = bind(pipe.input());
        return input == pipe.input() ? pipe : new Pipe<>(input, pipe.spec(), pipe.operator());
    }

    @Override
    public Plan<?> visitSelect(Select<?> select) {
        Plan<?> input = bind(select.input());
        return input == select.input() ? select : new Select<>(input, select.output());
    }

    @Override
    public Plan<?> visitShuffle(Shuffle<?, ?> shuffle) {
        return rebuild(shuffle);
    }

    private <T, R> Plan<R> rebuild(Shuffle<T, R> shuffle) {
        Plan<T> input = bind(shuffle.input());
        return input == shuffle.input() ? shuffle : new Shuffle<>(input, shuffle.spec(), shuffle.operator());
    }

    @Override
    public Plan<?> visitCoGroup(CoGroup<?> coGroup) {
        return rebuild(coGroup);
    }

    private <K> Plan<?> rebuild(CoGroup<K> coGroup) {
        List<Plan<? extends Pair<K, ?>>> inputs = new ArrayList<>();
        boolean same = true;
        for (Plan<? extends Pair<K, ?>> keyed : coGroup.keyed()) {
            Plan<? extends Pair<K, ?>> input = bind(keyed);
            same &= input == keyed;
            inputs.add(input);
        }
        return same ? coGroup : new CoGroup<>(inputs, coGroup.placement(), coGroup.operator());
    }

    @Override
    public Plan<?> visitUnion(Union<?> union) {
        return rebuild(union);
    }

    private <T> Plan<T> rebuild(Union<T> union) {
        List<Plan<T>> parts = bindAll(union.parts());
        return parts.equals(union.parts()) ? union : new Union<>(parts);
    }

    @Override
    public Plan<?> visitCoalesce(Coalesce<?> coalesce) {
        return rebuild(coalesce);
    }

    private <T> Plan<T> rebuild(Coalesce<T> coalesce) {
        Plan<T> input = bind(coalesce.input());
        return input == coalesce.input() ? coalesce : new Coalesce<>(input, coalesce.partitions());
    }

    @Override
    public Plan<?> visitPersist(Persist<?> persist) {
        return rebuild(persist);
    }

    private <T> Plan<T> rebuild(Persist<T> persist) {
        Plan<T> input = bind(persist.input());
        return input == persist.input() ? persist : new Persist<>(input, persist.level());
    }

    @Override
    public Plan<?> visitStateful(Stateful<?, ?, ?, ?> stateful) {
        return rebuild(stateful);
    }

    private <K, V, S, R> Plan<R> rebuild(Stateful<K, V, S, R> stateful) {
        List<Plan<Pair<K, V>>> keyed = bindAll(stateful.keyed());
        Plan<Pair<K, S>> initial = stateful.initial() == null ? null : bind(stateful.initial());
        boolean same = keyed.equals(stateful.keyed()) && initial == stateful.initial();
        return same ? stateful : new Stateful<>(keyed, initial, stateful.spec(), stateful.operator());
    }

    private <T> List<Plan<T>> bindAll(List<? extends Plan<T>> plans) {
        List<Plan<T>> all = new ArrayList<>(plans.size());
        for (Plan<T> plan : plans) {
            all.add(bind(plan));
        }
        return all;
    }
}
