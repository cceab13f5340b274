package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.Grep;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/** Row 3, grep: the lines that match. */
final class GrepLoop implements LoopProgram<String> {
    @Override
    public Digest pass(Batch<String> batch, Workers workers) throws ExecutionException, InterruptedException {
        return LoopProgram.merged(workers.each(part -> digest(batch.parts().get(part))));
    }

    private static Digest digest(String[] lines) {
        Digest digest = new Digest();
        for (String line : lines) {
            if (Grep.matches(line)) {
                Output.line(digest, line);
            }
        }
        return digest;
    }
}
