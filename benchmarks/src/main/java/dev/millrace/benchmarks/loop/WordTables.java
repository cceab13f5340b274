package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.program.Words;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Counts words: each thread splits and counts its lines into one table per thread, chosen by a bit of the hash; then each
 * merges the tables of one bit. The tables live as long as the program.
 */
final class WordTables {
    private final WordCounts[][] tables = new WordCounts[Batch.PARTS][Batch.PARTS];

    WordTables() {
        for (WordCounts[] ofPart : tables) {
            for (int target = 0; target < Batch.PARTS; target++) {
                ofPart[target] = new WordCounts();
            }
        }
    }

    /** Counts a batch and lets each thread make a result of its share of the words. */
    <R> List<R> count(Batch<String> batch, Workers workers, Function<WordCounts, R> deliver)
            throws ExecutionException, InterruptedException {
        workers.each(part -> count(batch.parts().get(part), tables[part]));
        return workers.each(target -> deliver.apply(merged(target)));
    }

    private static int count(String[] lines, WordCounts[] targets) {
        for (WordCounts target : targets) {
            target.clear();
        }
        for (String line : lines) {
            int start = 0;
            while (start < line.length()) {
                int end = Words.end(line, start);
                String word = line.substring(start, end);
                int hash = WordCounts.hash(word);
                targets[hash & (Batch.PARTS - 1)].add(word, hash, 1);
                start = end + 1;
            }
        }
        return lines.length;
    }

    private WordCounts merged(int target) {
        WordCounts merged = tables[0][target];
        for (int part = 1; part < Batch.PARTS; part++) {
            merged.addAll(tables[part][target]);
        }
        return merged;
    }
}
