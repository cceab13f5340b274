package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.Digest;
import java.io.Serializable;
import java.util.List;

/** The ten most frequent words; of equally frequent ones, the first in the dictionary. One thread adds. */
public final class TopWords implements Serializable {
    private static final int SIZE = 10;

    private final String[] words = new String[SIZE];
    private final long[] counts = new long[SIZE];
    private int size;

    public TopWords add(String word, long count) {
        if (size == SIZE && !isBefore(count, word, counts[SIZE - 1], words[SIZE - 1])) {
            return this;
        }
        int place = size < SIZE ? size++ : SIZE - 1;
        while (place > 0 && isBefore(count, word, counts[place - 1], words[place - 1])) {
            counts[place] = counts[place - 1];
            words[place] = words[place - 1];
            place--;
        }
        counts[place] = count;
        words[place] = word;
        return this;
    }

    public TopWords merge(TopWords other) {
        for (int i = 0; i < other.size; i++) {
            add(other.words[i], other.counts[i]);
        }
        return this;
    }

    /** The most frequent of all that the parts hold. */
    public static Digest merged(List<TopWords> parts) {
        TopWords all = new TopWords();
        parts.forEach(all::merge);
        return all.digest();
    }

    public Digest digest() {
        Digest digest = new Digest();
        for (int i = 0; i < size; i++) {
            digest.add(words[i].hashCode() + (long) i, counts[i]);
        }
        return digest;
    }

    private static boolean isBefore(long count, String word, long otherCount, String otherWord) {
        return count != otherCount ? count > otherCount : word.compareTo(otherWord) < 0;
    }
}
