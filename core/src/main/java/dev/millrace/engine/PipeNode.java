package dev.millrace.engine;

import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.util.List;
import java.util.Set;

/** A pipe with one output: its step is put before the one that follows, so that pipes in a row are one loop. */
final class PipeNode extends Node {
    private final Node input;
    private final Steps steps;
    private final Operator operator;

    PipeNode(Node input, PipeSpec<?, ?> spec, Operator operator) {
        super(List.of(input));
        this.input = input;
        this.steps = Steps.of(spec, operator);
        this.operator = operator;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        return input.partitions();
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        return input.recordCount();
    }

    @Override
    void push(Task task, int partition, Step to) throws Exception {
        Step step = steps.step(task.shapes(), partition, to);
        input.push(task, partition, step);
        step.end();
    }

    @Override
    void operators(Set<Operator> operators) {
        super.operators(operators);
        operators.add(operator);
    }
}
