package dev.millrace.benchmarks.loop;

import dev.millrace.Pair;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/** Row 7: each key of the stream is looked up in a table of numbers. */
final class JoinTableLoop implements LoopProgram<Long> {
    private final LongTable<Long> table = new LongTable<>(Inputs.table());

    @Override
    public Digest pass(Batch<Long> batch, Workers workers) throws ExecutionException, InterruptedException {
        return LoopProgram.merged(workers.each(part -> join(batch.parts().get(part))));
    }

    private Digest join(Long[] part) {
        Digest digest = new Digest();
        for (Long key : part) {
            Long found = table.find(key);
            if (found != null) {
                deliver(digest, Pair.of(key, found));
            }
        }
        return digest;
    }

    private static void deliver(Digest digest, Pair<Long, Long> joined) {
        Output.count(digest, joined.key(), joined.value());
    }
}
