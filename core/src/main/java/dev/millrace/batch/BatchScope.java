package dev.millrace.batch;

import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Plan;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch, as the streams and outputs of a program see it while it runs: of the batch loop's thread alone. Or an earlier
 * one that is remembered, computed in another batch.
 */
public final class BatchScope {
    private final EngineBatch engineBatch;
    private final @Nullable RememberedBatch earlier;
    private final @Nullable PlanBinding binding;

    BatchScope(EngineBatch engineBatch, Map<SourceInput<?>, DynamicEntry<?>> dynamics) {
        this.engineBatch = engineBatch;
        this.earlier = null;
        this.binding = dynamics.isEmpty() ? null : new PlanBinding(place -> planAt(place, dynamics));
    }

    BatchScope(EngineBatch engineBatch, RememberedBatch earlier, PlanBinding binding) {
        this.engineBatch = engineBatch;
        this.earlier = earlier;
        this.binding = binding;
    }

    public EngineBatch engineBatch() {
        return engineBatch;
    }

    /** Whether it is one that is over, of which a slice is computed. */
    public boolean isEarlier() {
        return earlier != null;
    }

    public Instant time() {
        return earlier == null ? engineBatch.inputs().time() : earlier.time();
    }

    /** The time of the batch before. */
    public Instant previousTime() {
        return earlier == null ? engineBatch.inputs().previousTime() : earlier.previous();
    }

    /** What a template is in this batch. */
    public <T> Plan<T> bind(Plan<T> template) {
        return binding == null ? template : binding.bind(template);
    }

    private @Nullable Plan<?> planAt(SourceInput<?> place, Map<SourceInput<?>, DynamicEntry<?>> dynamics) {
        DynamicEntry<?> dynamic = dynamics.get(place);
        return dynamic == null ? null : dynamic.plan().in(this);
    }
}
