package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.util.List;

/** The end of a stage with several outputs: records go to the list of the output that the function names. */
final class RouteStep extends End implements PipeSpec.Outputs {
    private final PipeSpec.Router<Object> function;
    private final Operator operator;
    private final List<List<Object>> outputs;

    RouteStep(Parts parts) {
        super(parts);
        Work work = (Work) parts.work();
        this.function = work.function();
        this.operator = work.operator();
        this.outputs = work.outputs();
    }

    /** The function, and a list for each output. */
    record Work(PipeSpec.Router<Object> function, Operator operator, List<List<Object>> outputs) {}

    @Override
    public void accept(Object record) {
        try {
            function.call(record, this);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    public void accept(int output, Object record) {
        outputs.get(output).add(record);
    }
}
