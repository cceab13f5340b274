package dev.millrace.batch;

import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput.FixedSplits;
import dev.millrace.plan.Select;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.Stateful;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one batch read and what its state emitted, partition by partition, and what functions of the user made in it: every
 * stream of it can be computed from that again. Immutable.
 *
 * @param previous the time of the batch before it
 * @param made plans by the places that they fill; none of a batch of an earlier start, where the functions are asked again
 */
public record RememberedBatch(
        Instant previous, Instant time, Map<Part, List<List<?>>> parts, Map<SourceInput<?>, Plan<?>> made) {
    static final int SOURCE = -1;

    /** What a source gave, if the output is {@link #SOURCE}; else what an output of a stateful operator emitted. */
    record Part(String name, int output) {}

    public RememberedBatch {
        parts = Map.copyOf(parts);
        made = Map.copyOf(made);
    }

    /**
     * What a template was in this batch, computed in another one. A source or an operator that the program didn't have then
     * gave nothing.
     */
    <T> Plan<T> bind(Plan<T> template, EngineBatch in, Map<SourceInput<?>, DynamicEntry<?>> dynamics) {
        return new Binding(in, dynamics).bind(template);
    }

    /** Puts what is remembered where a template reads sources and operators. Nothing is kept of it beyond the batch. */
    private final class Binding extends PlanBinding {
        private final Map<SourceInput<?>, DynamicEntry<?>> dynamics;
        private final BatchScope scope;

        private Binding(EngineBatch in, Map<SourceInput<?>, DynamicEntry<?>> dynamics) {
            super(place -> null);
            this.dynamics = dynamics;
            this.scope = new BatchScope(in, RememberedBatch.this, this);
        }

        @Override
        public Plan<?> visitRead(Read<?> read) {
            if (!(read.input() instanceof SourceInput<?> input)) {
                return read;
            }
            Plan<?> known = made.get(input);
            if (known != null) {
                return bind(known);
            }
            DynamicEntry<?> dynamic = dynamics.get(input);
            return dynamic == null
                    ? remembered(new Part(input.name(), SOURCE))
                    : dynamic.plan().in(scope);
        }

        @Override
        public Plan<?> visitStateful(Stateful<?, ?, ?, ?> stateful) {
            return remembered(new Part(stateful.spec().name(), 0));
        }

        @Override
        public Plan<?> visitSelect(Select<?> select) {
            return select.input() instanceof Stateful<?, ?, ?, ?> stateful
                    ? remembered(new Part(stateful.spec().name(), select.output()))
                    : super.visitSelect(select);
        }

        @Override
        public Plan<?> visitPersist(Persist<?> persist) {
            return bind(persist.input());
        }

        private Plan<Object> remembered(Part part) {
            List<ListSplit<Object>> splits = new ArrayList<>();
            parts.getOrDefault(part, List.of(List.of()))
                    .forEach(records -> splits.add(new ListSplit<>(new ArrayList<>(records))));
            return new Read<>(new FixedSplits<>(splits));
        }
    }
}
