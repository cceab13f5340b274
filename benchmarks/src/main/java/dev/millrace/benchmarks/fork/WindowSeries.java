package dev.millrace.benchmarks.fork;

import java.time.Duration;

/**
 * What a program with windows runs: batches with a record for every key, a slide apart, of which each shows a window. All
 * contestants run the same batches; those after {@code fillingSlides} are measured.
 *
 * @param largest whether windows show the largest value of a key, else the sum
 * @param brief whether the whole series runs before, until the warm-up is over: code must be compiled
 */
public record WindowSeries(
        Duration window, Duration slide, int fillingSlides, int measuredSlides, boolean largest, boolean brief) {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);

    /** The first windows, which a peer can show that is too slow to ever fill one. */
    private static final int FIRST = 100;

    /** What a peer can show that puts each record into each of its windows. */
    private static final int FEW = 10;

    /**
     * Slides of a second before those that are measured: besides code being compiled, the collector must have settled, which
     * moves what stays only after it has copied it a few times.
     */
    private static final int FOUR_HOURS = 14_400;

    private static final int TWO_HOURS = 7_200;

    public static WindowSeries of(Program program) {
        return switch (program) {
            case WINDOW_SUM -> new WindowSeries(TEN_SECONDS, TEN_MILLIS, 1_000, 1_000, false, false);
            case WINDOW_MAX -> new WindowSeries(TEN_SECONDS, TEN_MILLIS, 1_000, 1_000, true, false);
            case WINDOW_SUM_FIRST -> new WindowSeries(TEN_SECONDS, TEN_MILLIS, 0, FIRST, false, true);
            case WINDOW_MAX_FIRST -> new WindowSeries(TEN_SECONDS, TEN_MILLIS, 0, FIRST, true, true);
            case WINDOW_SUM_FEW -> new WindowSeries(TEN_SECONDS, TEN_MILLIS, 0, FEW, false, true);
            case WINDOW_MAX_FEW -> new WindowSeries(TEN_SECONDS, TEN_MILLIS, 0, FEW, true, true);
            case WINDOW_OF_10_S ->
                new WindowSeries(TEN_SECONDS, Duration.ofSeconds(1), FOUR_HOURS, TWO_HOURS, true, false);
            case WINDOW_OF_1_H ->
                new WindowSeries(Duration.ofHours(1), Duration.ofSeconds(1), FOUR_HOURS, TWO_HOURS, true, false);
            case JOIN_WINDOWS -> new WindowSeries(Duration.ofSeconds(1), Duration.ofMillis(200), 10, 30, false, true);
            default -> throw new IllegalArgumentException(program + " has no windows");
        };
    }

    /** Runs a brief series again and again until the warm-up has lasted, and then once more for its figures. */
    public Contestant warmedUp(Contestant once) {
        return effort -> {
            long start = System.nanoTime();
            while (brief && System.nanoTime() - start < effort.warmUpMin().toNanos()) {
                once.compete(effort);
            }
            return once.compete(effort);
        };
    }

    public int slides() {
        return fillingSlides + measuredSlides;
    }

    /** How many slides a window holds. */
    public int slidesPerWindow() {
        return (int) window.dividedBy(slide);
    }
}
