package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.HeapSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.StateSteps;
import java.util.List;

/** Running counts by hand: one table of keys and counts. */
final class StateLoop implements Contestant {
    private final List<Batch<Long>> chunks;
    private final LongCounts state = new LongCounts();

    StateLoop(int keys) {
        chunks = Inputs.chunks(keys, HeapSeries.CHUNKS);
    }

    @Override
    public ForkResult compete(Effort effort) {
        HeapSeries series = new HeapSeries(chunks.get(0).records(), () -> 0);
        boolean goOn = true;
        for (int pass = 0; goOn; pass++) {
            goOn = series.completed(0, counted(chunks.get(pass % chunks.size())));
        }
        return series.result();
    }

    private Digest counted(Batch<Long> chunk) {
        Digest digest = new Digest();
        for (Long[] part : chunk.parts()) {
            for (Long record : part) {
                Long key = StateSteps.key(record);
                Output.count(digest, key, state.add(key, LongCounts.hash(key), 1));
            }
        }
        return digest;
    }
}
