package dev.millrace.benchmarks.input;

import java.util.SplittableRandom;

/**
 * Text whose words are as frequent as those of a natural language: word number r occurs in proportion to 1 / r^1.07,
 * lines have 5 to 15 words, words 2 to 10 lower-case letters. The vocabulary comes from the seed, the lines from the
 * caller's generator.
 */
public final class ZipfText {
    private static final int VOCABULARY = 20_000;
    private static final double EXPONENT = 1.07;

    private final String[] words = new String[VOCABULARY];
    private final Zipf ranks = new Zipf(VOCABULARY, EXPONENT);

    public ZipfText(SplittableRandom random) {
        for (int rank = 0; rank < VOCABULARY; rank++) {
            words[rank] = word(random);
        }
    }

    public String line(SplittableRandom random) {
        StringBuilder line = new StringBuilder(96);
        for (int left = 5 + random.nextInt(11); left > 0; left--) {
            line.append(next(random)).append(left > 1 ? " " : "");
        }
        return line.toString();
    }

    private String next(SplittableRandom random) {
        return words[ranks.next(random)];
    }

    private static String word(SplittableRandom random) {
        char[] letters = new char[2 + random.nextInt(9)];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (char) ('a' + random.nextInt(26));
        }
        return new String(letters);
    }
}
