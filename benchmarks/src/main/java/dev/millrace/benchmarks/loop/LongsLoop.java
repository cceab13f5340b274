package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/** Row 1 over longs: one fused loop on primitives. */
final class LongsLoop implements LoopProgram<Long> {
    @Override
    public Digest pass(Batch<Long> batch, Workers workers) throws ExecutionException, InterruptedException {
        return LoopProgram.merged(workers.each(part -> digest(batch.parts().get(part))));
    }

    private static Digest digest(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long scaled = LongSteps.scale(value);
            if (LongSteps.isKept(scaled)) {
                Output.value(digest, LongSteps.fold(scaled));
            }
        }
        return digest;
    }
}
