package dev.millrace.batch;

import dev.millrace.connector.Sink;
import dev.millrace.connector.Source;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.Visits;
import dev.millrace.plan.WindowTimes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a context's program consists of, frozen at its start. Plans are templates: where a stream is made anew in each
 * batch ({@code transform}), they read a place that {@link DynamicEntry} fills. {@code remembered} keeps its batches, if slices
 * want that.
 */
public record Program(
        List<SourceEntry<?>> sources,
        List<DynamicEntry<?>> dynamics,
        List<OperatorEntry> operators,
        List<OutputEntry> outputs,
        @Nullable RememberedBatches remembered) {
    public Program {
        sources = List.copyOf(sources);
        dynamics = List.copyOf(dynamics);
        operators = List.copyOf(operators);
        outputs = List.copyOf(outputs);
    }

    /**
     * A source under the name that its positions are kept under; {@code named} says that the user chose it.
     * {@code badRecords} counts what its decoder threw at, if it has one.
     */
    public record SourceEntry<T>(
            SourceInput<T> input,
            Source<T> source,
            String name,
            boolean named,
            @Nullable BadRecordLedger badRecords) {}

    /**
     * A stream that a function of the user makes in each batch, the place in the templates where it is read, and what it
     * reads; {@code operator} is what the function was given to.
     */
    public record DynamicEntry<T>(
            SourceInput<T> place, List<Plan<?>> inputs, Supplier<Operator> operator, BatchPlan<T> plan) {}

    /**
     * A stateful operator under the name that its state is kept under, which keys it visits, and when something comes to it
     * although no records came.
     */
    public record OperatorEntry(String name, boolean named, Visits visits, Visits unasked, Plan<?> plan) {}

    /** Something that a batch does besides changing state. Outputs run in the order of the program. */
    public sealed interface OutputEntry {
        String name();

        /** What it reads. */
        Plan<?> plan();

        /** When its stream has something: null for every batch, else where a window of these ends. */
        @Nullable
        WindowTimes windows();

        /** Whether it runs in the batch of this time, given the time of the batch before. */
        default boolean isDue(Instant previous, Instant time) {
            WindowTimes times = windows();
            return times == null || times.isShown(previous, time);
        }
    }

    /** {@code foreachRDD} or {@code print}: a function of the user's that may do anything. */
    public record ActionEntry(
            String name, Plan<?> plan, @Nullable WindowTimes windows, Action action) implements OutputEntry {}

    /** A stream that is saved. */
    public record SinkEntry<T>(
            String name,
            boolean named,
            Sink<? super T> sink,
            Plan<T> plan,
            @Nullable WindowTimes windows) implements OutputEntry {}

    /** What an {@link ActionEntry} does in a batch. */
    @FunctionalInterface
    public interface Action {
        void run(BatchScope scope) throws Exception;
    }

    /** What a {@link DynamicEntry} is in a batch. */
    @FunctionalInterface
    public interface BatchPlan<T> {
        Plan<T> in(BatchScope scope);
    }

    Map<SourceInput<?>, DynamicEntry<?>> dynamicsByPlace() {
        Map<SourceInput<?>, DynamicEntry<?>> byPlace = new HashMap<>();
        dynamics.forEach(dynamic -> byPlace.put(dynamic.place(), dynamic));
        return byPlace;
    }

    /** Whether something of a batch is seen outside, or a function of the user runs that may do anything, before its end. */
    boolean mustSealFirst() {
        return hasActions() || !dynamics.isEmpty();
    }

    /** Whether a batch without records has something to do nevertheless. */
    boolean runsIdle() {
        return remembered != null || hasActions();
    }

    private boolean hasActions() {
        for (OutputEntry output : outputs) {
            if (output instanceof ActionEntry) {
                return true;
            }
        }
        return false;
    }

    /** Every source that a plan may depend on, through places that are filled in each batch too. */
    Set<SourceInput<?>> sourcesOf(Plan<?> plan) {
        Set<SourceInput<?>> found = new HashSet<>();
        collect(plan, dynamicsByPlace(), new HashSet<>(), found);
        return found;
    }

    /** The plan and every one that it may depend on, through places that are filled in each batch too. */
    Set<Plan<?>> inputsOf(Plan<?> plan) {
        Set<Plan<?>> seen = new HashSet<>();
        collect(plan, dynamicsByPlace(), seen, new HashSet<>());
        return seen;
    }

    private static void collect(
            Plan<?> plan, Map<SourceInput<?>, DynamicEntry<?>> dynamics, Set<Plan<?>> seen, Set<SourceInput<?>> found) {
        if (!seen.add(plan)) {
            return;
        }
        if (plan instanceof Read<?> read && read.input() instanceof SourceInput<?> input) {
            DynamicEntry<?> dynamic = dynamics.get(input);
            if (dynamic == null) {
                found.add(input);
            } else {
                dynamic.inputs().forEach(inner -> collect(inner, dynamics, seen, found));
            }
        }
        plan.inputs().forEach(inner -> collect(inner, dynamics, seen, found));
    }
}
