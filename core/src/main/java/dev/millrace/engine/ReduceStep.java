package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * All records become one, if there are any. It begins as the first record, unless whoever begins the task puts a number
 * there. A number that the function made is boxed for the function only, so not at all where that is inlined.
 */
final class ReduceStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<Function2<Object, Object, Object>> function;
    private final Operator operator;
    private final Step next;
    private final int slot;

    ReduceStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.slot = parts.slot();
    }

    @Override
    void begin(Frame frame, int partition) {
        frame.put(slot, new Accumulated());
    }

    @Override
    @SuppressWarnings("NullAway") // an aggregate may be null, and then its function takes it
    void accept(Object record, Frame frame) {
        ReduceStep self = COPY == null ? this : (ReduceStep) COPY;
        Accumulated into = (Accumulated) frame.get(self.slot);
        if (into.kind() != Kind.OBJECTS) {
            into.bits = fold(record, into.bits, into.kind(), frame);
            return;
        }
        Object before = into.object();
        try {
            Object after = self.function.in(frame).call(before, record);
            if (after != before) {
                ((Accumulated) frame.get(self.slot)).setObject(after);
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    Step folding() {
        return this;
    }

    /** Before the function is called nothing is looked at that isn't a constant of the loop: see {@link Step#fold}. */
    @Override
    long fold(Object record, long bits, int kind, Frame frame) {
        ReduceStep self = COPY == null ? this : (ReduceStep) COPY;
        try {
            Object made;
            if (kind == Kind.LONGS) {
                made = self.function.in(frame).call(bits, record);
                if (made instanceof Long number) {
                    return number;
                }
            } else if (kind == Kind.INTS) {
                made = self.function.in(frame).call((int) bits, record);
                if (made instanceof Integer number) {
                    return number;
                }
            } else if (kind == Kind.DOUBLES) {
                made = self.function.in(frame).call(Double.longBitsToDouble(bits), record);
                if (made instanceof Double number) {
                    return Double.doubleToRawLongBits(number);
                }
            } else if (kind == Kind.OBJECTS) {
                accept(record, frame);
                return bits;
            } else {
                return foldFirst(record, frame);
            }
            return ((Accumulated) frame.get(self.slot)).become(made);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    /** Until the function has been called once. */
    @SuppressWarnings("NullAway") // as above
    private long foldFirst(Object record, Frame frame) throws Exception {
        ReduceStep self = COPY == null ? this : (ReduceStep) COPY;
        Accumulated into = (Accumulated) frame.get(self.slot);
        if (into.isEmpty()) {
            into.begin(record);
            return into.bits;
        }
        return into.decide(self.function.in(frame).call(into.object(), record), record);
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    void end(Frame frame) {
        Accumulated accumulated = (Accumulated) frame.get(slot);
        if (!accumulated.isEmpty()) {
            next.accept(accumulated.value(), frame);
        }
    }
}
