package dev.millrace.benchmarks.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts by word: open addressing, linear probing, at most half full, hashes kept beside the words. */
final class WordCounts {
    private @Nullable String[] words = new @Nullable String[64];
    private int[] hashes = new int[64];
    private long[] counts = new long[64];
    private int size;

    /** Spreads what {@code String.hashCode} leaves in the lower bits; the lowest bit chooses between tables. */
    static int hash(String word) {
        int hash = word.hashCode() * 0x9e3779b9;
        return hash ^ (hash >>> 15);
    }

    void add(String word, int hash, long count) {
        int mask = words.length - 1;
        int place = (hash >>> 1) & mask;
        while (true) {
            String there = words[place];
            if (there == null) {
                break;
            }
            if (hashes[place] == hash && there.equals(word)) {
                counts[place] += count;
                return;
            }
            place = (place + 1) & mask;
        }
        words[place] = word;
        hashes[place] = hash;
        counts[place] = count;
        if (++size > words.length / 2) {
            grow();
        }
    }

    void addAll(WordCounts other) {
        other.forEach((word, count) -> add(word, hash(word), count));
    }

    void forEach(Visitor visitor) {
        for (int place = 0; place < words.length; place++) {
            String word = words[place];
            if (word != null) {
                visitor.visit(word, counts[place]);
            }
        }
    }

    /** Empties the table for the next batch and keeps its room. */
    void clear() {
        Arrays.fill(words, null);
        size = 0;
    }

    private void grow() {
        @Nullable String[] oldWords = words;
        int[] oldHashes = hashes;
        long[] oldCounts = counts;
        words = new @Nullable String[oldWords.length * 2];
        hashes = new int[oldWords.length * 2];
        counts = new long[oldWords.length * 2];
        size = 0;
        for (int place = 0; place < oldWords.length; place++) {
            String word = oldWords[place];
            if (word != null) {
                add(word, oldHashes[place], oldCounts[place]);
            }
        }
    }

    interface Visitor {
        void visit(String word, long count);
    }
}
