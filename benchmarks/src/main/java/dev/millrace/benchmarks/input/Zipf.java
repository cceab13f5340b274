package dev.millrace.benchmarks.input;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws ranks from 0 on, rank r in proportion to 1 / (r + 1)^exponent. */
final class Zipf {
    private final double[] cumulative;

    Zipf(int ranks, double exponent) {
        cumulative = new double[ranks];
        double total = 0;
        for (int rank = 0; rank < ranks; rank++) {
            total += 1 / Math.pow(rank + 1, exponent);
            cumulative[rank] = total;
        }
    }

    int next(SplittableRandom random) {
        int last = cumulative.length - 1;
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[last]);
        return Math.min(found < 0 ? -found - 1 : found, last);
    }
}
