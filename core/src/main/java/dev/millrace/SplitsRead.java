package dev.millrace;

import dev.millrace.connector.Split;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.SourceInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the splits that a plan reads, each once. One thread. */
final class SplitsRead {
    private final @Nullable EngineBatch batch;
    private final Set<Plan<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<ReadInput<?>> inputs = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Split<?>> splits = new ArrayList<>();

    private SplitsRead(@Nullable EngineBatch batch) {
        this.batch = batch;
    }

    static List<Split<?>> of(Plan<?> plan, @Nullable EngineBatch batch) {
        SplitsRead read = new SplitsRead(batch);
        read.visit(plan);
        return read.splits;
    }

    /** Whether what it reads differs from batch to batch. */
    static boolean readsSources(Plan<?> plan) {
        SplitsRead read = new SplitsRead(null);
        read.visit(plan);
        return read.inputs.stream().anyMatch(SourceInput.class::isInstance);
    }

    private void visit(Plan<?> plan) {
        if (!seen.add(plan)) {
            return;
        }
        if (plan instanceof Read<?> read && inputs.add(read.input())) {
            add(read.input());
        }
        plan.inputs().forEach(this::visit);
    }

    private void add(ReadInput<?> input) {
        if (input instanceof ReadInput.FixedSplits<?> fixed) {
            splits.addAll(fixed.splits());
        } else if (input instanceof SourceInput<?> source && batch != null) {
            splits.addAll(batch.inputs().splits().getOrDefault(source, List.of()));
        }
    }
}
