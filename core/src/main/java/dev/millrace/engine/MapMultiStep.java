package dev.millrace.engine;

import dev.millrace.function.Emitter;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Each record becomes what the function emits. */
final class MapMultiStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<MapMultiFunction<Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final CountingEmitter.Maker emitters;
    private final int slot;

    MapMultiStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.emitters = parts.emitters();
        this.slot = parts.slot();
    }

    @Override
    void begin(Frame frame, int partition) {
        frame.put(slot, null);
    }

    @Override
    void accept(Object record, Frame frame) {
        MapMultiStep self = COPY == null ? this : (MapMultiStep) COPY;
        try {
            self.function.in(frame).call(record, self.emitter(frame));
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    /** One emitter does for a partition. */
    @SuppressWarnings("unchecked") // nothing else is put into this step's slot
    private Emitter<Object> emitter(Frame frame) {
        @Nullable Object open = frame.find(slot);
        if (open == null) {
            open = emitters.open(next, frame);
            frame.put(slot, open);
        }
        return (Emitter<Object>) open;
    }
}
