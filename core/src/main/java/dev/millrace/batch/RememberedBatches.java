package dev.millrace.batch;

import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.batch.RememberedBatch.Part;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.Select;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The batches of the last while, in memory and, where there is a checkpoint, in its objects. The loop's thread writes, any
 * thread reads.
 */
public final class RememberedBatches {
    private final Duration duration;
    private final Collector collector;
    private final Deque<RememberedBatch> batches = new ArrayDeque<>();
    private Map<SourceInput<?>, Plan<?>> made = new HashMap<>();
    private Instant forgottenUntil = Instant.MIN;
    private volatile Map<SourceInput<?>, DynamicEntry<?>> dynamics = Map.of();
    /** Of the loop's thread. */
    private @Nullable RememberedObjects objects;

    public RememberedBatches(Duration duration, Collector collector) {
        this.duration = duration;
        this.collector = collector;
    }

    /** How all records of a plan are collected, partition by partition. */
    @FunctionalInterface
    public interface Collector {
        <T> List<List<T>> partitions(EngineBatch batch, Plan<T> plan);
    }

    /** Takes up what earlier starts of the program have kept. */
    void open(Program program, @Nullable CheckpointStorage storage, Serdes serdes, BatchHistory history) {
        dynamics = program.dynamicsByPlace();
        if (storage == null) {
            return;
        }
        RememberedObjects durable = new RememberedObjects(storage, serdes);
        durable.tidy(takeUp(durable.load(history.lastDone(), history.lastDoneTime())));
        objects = durable;
    }

    private synchronized Instant takeUp(RememberedObjects.Found found) {
        batches.addAll(found.batches());
        forgottenUntil = found.forgottenUntil();
        return forget();
    }

    /** In the batch under way, a function of the user made this of a stream. */
    public synchronized void made(SourceInput<?> place, Plan<?> plan) {
        made.put(place, plan);
    }

    /** Remembers the batch that is about to end, and forgets what is older than the duration. */
    void keep(BatchScope scope, Program program, boolean isIdle) {
        RememberedBatch batch =
                new RememberedBatch(scope.previousTime(), scope.time(), parts(scope, program), takeMade());
        RememberedObjects durable = objects;
        if (durable != null) {
            durable.add(batch, scope.engineBatch().inputs(), isIdle);
        }
        Instant until = add(batch);
        if (durable != null) {
            durable.forget(until);
        }
    }

    private synchronized Map<SourceInput<?>, Plan<?>> takeMade() {
        Map<SourceInput<?>, Plan<?>> taken = made;
        made = new HashMap<>();
        return taken;
    }

    private Map<Part, List<List<?>>> parts(BatchScope scope, Program program) {
        Map<Part, List<List<?>>> parts = new HashMap<>();
        for (SourceEntry<?> source : program.sources()) {
            parts.put(
                    new Part(source.input().name(), RememberedBatch.SOURCE),
                    collect(scope, new Read<>(source.input())));
        }
        for (OperatorEntry operator : program.operators()) {
            Stateful<?, ?, ?, ?> stateful = (Stateful<?, ?, ?, ?>) scope.bind(operator.plan());
            StatefulSpec<?, ?, ?, ?> spec = stateful.spec();
            parts.put(new Part(spec.name(), 0), collect(scope, stateful));
            if (spec.function() instanceof StateFunction.PerRecord<?, ?, ?, ?> function
                    && function.snapshots().areWanted()) {
                int output = StateFunction.Snapshots.OUTPUT;
                parts.put(new Part(spec.name(), output), collect(scope, new Select<>(stateful, output)));
            }
        }
        return parts;
    }

    private <T> List<List<?>> collect(BatchScope scope, Plan<T> plan) {
        return List.copyOf(collector.partitions(scope.engineBatch(), plan));
    }

    private synchronized Instant add(RememberedBatch batch) {
        batches.addLast(batch);
        return forget();
    }

    private Instant forget() {
        Instant oldest =
                batches.isEmpty() ? Instant.MIN : batches.getLast().time().minus(duration);
        while (!batches.isEmpty() && batches.getFirst().time().isBefore(oldest)) {
            forgottenUntil = batches.removeFirst().time();
        }
        return forgottenUntil;
    }

    /** The batches from and up to these times, in order. */
    public synchronized List<RememberedBatch> between(Instant from, Instant until) {
        return batches.stream()
                .filter(batch -> !batch.time().isBefore(from) && !batch.time().isAfter(until))
                .toList();
    }

    /** What a template was in an earlier batch, computed in this one. Functions of the user may be called for it. */
    public <T> Plan<T> bind(RememberedBatch earlier, Plan<T> template, EngineBatch in) {
        return earlier.bind(template, in, dynamics);
    }

    /** The time of the last batch that isn't remembered any more. */
    public synchronized Instant forgottenUntil() {
        return forgottenUntil;
    }

    public Duration duration() {
        return duration;
    }
}
