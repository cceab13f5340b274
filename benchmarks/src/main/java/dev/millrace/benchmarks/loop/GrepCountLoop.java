package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.Grep;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/** Row 3, grep: how many lines match. */
final class GrepCountLoop implements LoopProgram<String> {
    @Override
    public Digest pass(Batch<String> batch, Workers workers) throws ExecutionException, InterruptedException {
        long count = 0;
        for (long ofPart : workers.<Long>each(part -> count(batch.parts().get(part)))) {
            count += ofPart;
        }
        return Output.value(new Digest(), count);
    }

    private static long count(String[] lines) {
        long count = 0;
        for (String line : lines) {
            if (Grep.matches(line)) {
                count++;
            }
        }
        return count;
    }
}
