package dev.millrace.examples;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Draws words and remembers how often each was drawn: some are common, most are rare. One thread. */
final class Words {
    private static final String[] VOCABULARY = {
        "water", "wheel", "stone", "mill", "grain", "flour", "river", "sluice", "gate", "weir", "shaft", "gear",
                "stream",
        "batch", "log", "shard", "record", "window", "state", "sink", "source", "seal", "commit", "replay", "position",
                "once"
    };

    private final Random random;
    private final Map<String, Long> drawn = new TreeMap<>();

    Words(long seed) {
        random = new Random(seed);
    }

    /** A line of words with a blank between them. */
    String line(int words) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < words; i++) {
            double uniform = random.nextDouble();
            String word = VOCABULARY[(int) (uniform * uniform * VOCABULARY.length)];
            line.append(i == 0 ? "" : " ").append(word);
        }
        return line.toString();
    }

    /** Counts the words of a line that has arrived. */
    void count(String line) {
        for (String word : line.split(" ")) {
            drawn.merge(word, 1L, Long::sum);
        }
    }

    Map<String, Long> totals() {
        return drawn;
    }
}
