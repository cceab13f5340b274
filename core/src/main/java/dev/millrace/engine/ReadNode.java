package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Operator;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.SourceInput;
import java.util.List;

/** Pushes what splits read. */
final class ReadNode extends Node {
    private static final Operator READING = new Operator("read", null, "a source");

    private final ReadInput<?> input;
    private List<? extends Split<?>> splits = List.of();

    ReadNode(ReadInput<?> input) {
        super(List.of(), input instanceof ReadInput.FixedSplits);
        this.input = input;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        if (input instanceof SourceInput<?> source) {
            splits = batch.inputs().splits().getOrDefault(source, List.of());
        } else if (input instanceof ReadInput.FixedSplits<?> fixed) {
            splits = fixed.splits();
        }
        return splits.size();
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        long sum = 0;
        for (Split<?> split : splits) {
            long count = split.recordCount();
            if (count < 0) {
                return -1;
            }
            sum += count;
        }
        return sum;
    }

    @Override
    void push(Task task, int partition, Step to) throws Exception {
        Split<?> split = splits.get(partition);
        if (split instanceof ListSplit<?> list) {
            task.push(list.records(), to);
            return;
        }
        try {
            Shape shape = task.shapes().of(SourceStep.class, split.getClass(), to.shape());
            shape.expect(split.recordCount());
            Step step = shape.newLink(task, READING, to);
            split.read(step);
            step.end();
        } catch (StepFailure | MillraceException e) {
            throw e;
        } catch (Exception e) {
            throw new MillraceException(
                    MillraceException.Kind.EXTERNAL_SYSTEM,
                    "batch " + task.batch().inputs().batch() + ", partition " + partition + ": reading " + input
                            + " failed: " + e,
                    e);
        }
    }

    @Override
    void forget() {
        splits = List.of();
    }
}
