package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/** Row 1 over longs, added up: one fused loop on primitives. */
final class LongsSumLoop implements LoopProgram<Long> {
    @Override
    public Digest pass(Batch<Long> batch, Workers workers) throws ExecutionException, InterruptedException {
        long sum = 0;
        for (long ofPart : workers.<Long>each(part -> sum(batch.parts().get(part)))) {
            sum += ofPart;
        }
        return Output.value(new Digest(), sum);
    }

    private static long sum(Long[] part) {
        long sum = 0;
        for (Long value : part) {
            long scaled = LongSteps.scale(value);
            if (LongSteps.isKept(scaled)) {
                sum += LongSteps.fold(scaled);
            }
        }
        return sum;
    }
}
