package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a stage with several outputs: records go to the list of the output that the function names. */
final class RouteStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Callee<PipeSpec.Router<Object>> function;
    private final Operator operator;

    RouteStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
    }

    /** A list for each output. */
    record Routed(List<List<Object>> outputs) implements PipeSpec.Outputs {
        @Override
        public void accept(int output, Object record) {
            outputs.get(output).add(record);
        }
    }

    @Override
    void accept(Object record, Frame frame) {
        RouteStep self = COPY == null ? this : (RouteStep) COPY;
        try {
            self.function.in(frame).call(record, (Routed) frame.end());
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
