package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Reading;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.ReadingSteps;
import java.util.concurrent.ExecutionException;

/** Row 1 over objects: one fused loop; what the first map makes, the compiler may keep in registers. */
final class ReadingsLoop implements LoopProgram<Reading> {
    @Override
    public Digest pass(Batch<Reading> batch, Workers workers) throws ExecutionException, InterruptedException {
        return LoopProgram.merged(workers.each(part -> digest(batch.parts().get(part))));
    }

    private static Digest digest(Reading[] part) {
        Digest digest = new Digest();
        for (Reading reading : part) {
            Reading calibrated = ReadingSteps.calibrated(reading);
            if (ReadingSteps.isNotable(calibrated)) {
                Output.alert(digest, ReadingSteps.alert(calibrated));
            }
        }
        return digest;
    }
}
