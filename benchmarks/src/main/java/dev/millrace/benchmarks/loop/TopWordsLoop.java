package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.TopWords;
import java.util.concurrent.ExecutionException;

/** Row 3, top-k: the most frequent words. */
final class TopWordsLoop implements LoopProgram<String> {
    private final WordTables tables = new WordTables();

    @Override
    public Digest pass(Batch<String> batch, Workers workers) throws ExecutionException, InterruptedException {
        TopWords top = new TopWords();
        tables.count(batch, workers, TopWordsLoop::top).forEach(top::merge);
        return top.digest();
    }

    private static TopWords top(WordCounts counts) {
        TopWords top = new TopWords();
        counts.forEach(top::add);
        return top;
    }
}
