package dev.millrace.benchmarks.loop;

import dev.millrace.Pair;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.Output;
import java.util.concurrent.ExecutionException;

/** Row 3, word count: all words with their counts, delivered as pairs. */
final class WordCountLoop implements LoopProgram<String> {
    private final WordTables tables = new WordTables();

    @Override
    public Digest pass(Batch<String> batch, Workers workers) throws ExecutionException, InterruptedException {
        return LoopProgram.merged(tables.count(batch, workers, WordCountLoop::deliver));
    }

    private static Digest deliver(WordCounts counts) {
        Digest digest = new Digest();
        counts.forEach((word, count) -> deliver(digest, Pair.of(word, count)));
        return digest;
    }

    private static void deliver(Digest digest, Pair<String, Long> counted) {
        Output.count(digest, counted.key(), counted.value());
    }
}
