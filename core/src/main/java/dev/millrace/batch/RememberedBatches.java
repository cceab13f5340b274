package dev.millrace.batch;

import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput.FixedSplits;
import dev.millrace.plan.Select;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the batches of the last while read and what their state emitted, in memory: every stream of such a batch can be
 * computed from that again. The loop's thread writes, any thread reads.
 */
public final class RememberedBatches {
    private final Duration duration;
    private final Deque<Remembered> batches = new ArrayDeque<>();
    private Map<SourceInput<?>, Plan<?>> made = new HashMap<>();
    private Instant forgottenUntil = Instant.MIN;

    public RememberedBatches(Duration duration) {
        this.duration = duration;
    }

    /** How all records of a plan are collected, partition by partition. */
    @FunctionalInterface
    public interface Collector {
        <T> List<List<T>> partitions(Plan<T> plan);
    }

    /** An output of a stateful operator. */
    private record Emitted(String operator, int output) {}

    /** One batch: its time, the time of the one before, and what there was. */
    public static final class Remembered {
        private final Instant previous;
        private final Instant time;
        private final Map<SourceInput<?>, Plan<?>> read = new HashMap<>();
        private final Map<Emitted, Plan<?>> emitted = new HashMap<>();
        private Map<SourceInput<?>, Plan<?>> made = Map.of();

        private Remembered(Instant previous, Instant time) {
            this.previous = previous;
            this.time = time;
        }

        public Instant previous() {
            return previous;
        }

        public Instant time() {
            return time;
        }

        /** What a template was in this batch; null where it was made by a function that the batch didn't call. */
        @SuppressWarnings("unchecked") // what takes a node's place has its type
        public <T> @Nullable Plan<T> bind(Plan<T> template) {
            Binding binding = new Binding(this);
            Plan<T> bound = binding.bind(template);
            return binding.complete ? bound : null;
        }
    }

    /** In the batch under way, a function of the user made this of a stream. */
    public synchronized void made(SourceInput<?> place, Plan<?> plan) {
        made.put(place, plan);
    }

    /** Remembers the batch that is about to end, and forgets what is older than the duration. */
    public void keep(BatchScope scope, Program program, Collector collector) {
        Remembered batch = new Remembered(scope.previousTime(), scope.time());
        for (SourceEntry<?> source : program.sources()) {
            batch.read.put(source.input(), kept(new Read<>(source.input()), collector));
        }
        for (OperatorEntry operator : program.operators()) {
            Stateful<?, ?, ?, ?> stateful = (Stateful<?, ?, ?, ?>) scope.bind(operator.plan());
            StatefulSpec<?, ?, ?, ?> spec = stateful.spec();
            batch.emitted.put(new Emitted(spec.name(), 0), kept(stateful, collector));
            if (spec.function() instanceof StateFunction.PerRecord<?, ?, ?, ?> function
                    && function.snapshots().areWanted()) {
                int output = StateFunction.Snapshots.OUTPUT;
                batch.emitted.put(new Emitted(spec.name(), output), kept(new Select<>(stateful, output), collector));
            }
        }
        synchronized (this) {
            batch.made = made;
            made = new HashMap<>();
            batches.addLast(batch);
            Instant oldest = batch.time.minus(duration);
            while (batches.getFirst().time.isBefore(oldest)) {
                forgottenUntil = batches.removeFirst().time;
            }
        }
    }

    private static <T> Plan<T> kept(Plan<T> plan, Collector collector) {
        List<ListSplit<T>> splits = new ArrayList<>();
        collector.partitions(plan).forEach(records -> splits.add(new ListSplit<>(records)));
        return new Read<>(new FixedSplits<>(splits));
    }

    /** The batches from and up to these times, in order. */
    public synchronized List<Remembered> between(Instant from, Instant until) {
        return batches.stream()
                .filter(batch -> !batch.time.isBefore(from) && !batch.time.isAfter(until))
                .toList();
    }

    /** The time of the last batch that isn't remembered any more. */
    public synchronized Instant forgottenUntil() {
        return forgottenUntil;
    }

    public Duration duration() {
        return duration;
    }

    /** Puts what is remembered where a template reads sources and operators. Nothing is kept of it beyond the batch. */
    private static final class Binding extends PlanBinding {
        private final Remembered batch;
        private boolean complete = true;

        private Binding(Remembered batch) {
            super(place -> null);
            this.batch = batch;
        }

        @Override
        public Plan<?> visitRead(Read<?> read) {
            if (!(read.input() instanceof SourceInput<?> input)) {
                return read;
            }
            Plan<?> known = batch.read.get(input);
            if (known != null) {
                return known;
            }
            Plan<?> plan = batch.made.get(input);
            complete &= plan != null;
            return plan == null ? read : bind(plan);
        }

        @Override
        public Plan<?> visitStateful(Stateful<?, ?, ?, ?> stateful) {
            return emitted(stateful, 0);
        }

        @Override
        public Plan<?> visitSelect(Select<?> select) {
            return select.input() instanceof Stateful<?, ?, ?, ?> stateful
                    ? emitted(stateful, select.output())
                    : super.visitSelect(select);
        }

        private Plan<?> emitted(Stateful<?, ?, ?, ?> stateful, int output) {
            Plan<?> known = batch.emitted.get(new Emitted(stateful.spec().name(), output));
            complete &= known != null;
            return known == null ? stateful : known;
        }

        @Override
        public Plan<?> visitPersist(Persist<?> persist) {
            return bind(persist.input());
        }
    }
}
