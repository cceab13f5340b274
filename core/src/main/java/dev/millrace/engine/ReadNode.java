package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.SourceInput;
import java.util.List;

/** Pushes what splits read. */
final class ReadNode extends Node {
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
    void push(int partition, Step to, Frame frame) throws Exception {
        Split<?> split = splits.get(partition);
        if (split instanceof ListSplit<?> list) {
            Task.push(list.records(), to, frame);
            return;
        }
        try {
            StageEmitters emitters = to.emitters(split.getClass());
            CountingEmitter emitter = emitters.open(frame);
            split.read(emitter);
            emitters.pushed(emitter.count());
        } catch (StepFailure | MillraceException e) {
            throw e;
        } catch (Exception e) {
            throw new MillraceException(
                    MillraceException.Kind.EXTERNAL_SYSTEM,
                    "batch " + frame.task().batch().inputs().batch() + ", partition " + partition + ": reading " + input
                            + " failed: " + e,
                    e);
        }
    }

    @Override
    void forget() {
        splits = List.of();
    }
}
