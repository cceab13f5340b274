package dev.millrace.batch;

import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Plan;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One batch, as the streams and outputs of a program see it while it runs. Used by the batch loop's thread alone. */
public final class BatchScope {
    private final EngineBatch engineBatch;
    private final Map<SourceInput<?>, DynamicEntry<?>> dynamics;
    private final PlanBinding binding = new PlanBinding(this::planAt);

    BatchScope(EngineBatch engineBatch, Map<SourceInput<?>, DynamicEntry<?>> dynamics) {
        this.engineBatch = engineBatch;
        this.dynamics = dynamics;
    }

    public EngineBatch engineBatch() {
        return engineBatch;
    }

    public Instant time() {
        return engineBatch.inputs().time();
    }

    /** The time of the batch before. */
    public Instant previousTime() {
        return engineBatch.inputs().previousTime();
    }

    /** What a template is in this batch. */
    public <T> Plan<T> bind(Plan<T> template) {
        return dynamics.isEmpty() ? template : binding.bind(template);
    }

    private @Nullable Plan<?> planAt(SourceInput<?> place) {
        DynamicEntry<?> dynamic = dynamics.get(place);
        return dynamic == null ? null : dynamic.plan().in(this);
    }
}
