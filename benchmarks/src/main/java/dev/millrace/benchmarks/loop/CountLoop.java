package dev.millrace.benchmarks.loop;

import dev.millrace.Pair;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/**
 * Row 2: each thread counts its part into one table per thread, chosen by a bit of the hash; then each merges the tables
 * of one bit and delivers its pairs. The tables live as long as the program.
 */
final class CountLoop implements LoopProgram<Long> {
    private final LongCounts[][] tables = new LongCounts[Batch.PARTS][Batch.PARTS];

    CountLoop() {
        for (LongCounts[] ofPart : tables) {
            for (int target = 0; target < Batch.PARTS; target++) {
                ofPart[target] = new LongCounts();
            }
        }
    }

    @Override
    public Digest pass(Batch<Long> batch, Workers workers) throws ExecutionException, InterruptedException {
        workers.each(part -> count(batch.parts().get(part), tables[part]));
        return LoopProgram.merged(workers.each(this::deliver));
    }

    private static int count(Long[] part, LongCounts[] targets) {
        for (LongCounts target : targets) {
            target.clear();
        }
        for (Long boxed : part) {
            long key = boxed;
            int hash = LongCounts.hash(key);
            targets[hash & (Batch.PARTS - 1)].add(key, hash, 1);
        }
        return part.length;
    }

    private Digest deliver(int target) {
        LongCounts merged = tables[0][target];
        for (int part = 1; part < Batch.PARTS; part++) {
            merged.addAll(tables[part][target]);
        }
        Digest digest = new Digest();
        merged.forEach((key, count) -> deliver(digest, Pair.of(key, count)));
        return digest;
    }

    private static void deliver(Digest digest, Pair<Long, Long> counted) {
        Output.count(digest, counted.key(), counted.value());
    }
}
