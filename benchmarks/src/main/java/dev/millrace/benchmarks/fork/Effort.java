package dev.millrace.benchmarks.fork;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How long a fork warms up (until its series is flat, within these two bounds) and how long it is measured.
 *
 * @param stretch what the series is cut into to see whether it is flat
 */
public record Effort(Duration warmUpMin, Duration warmUpMax, Duration stretch, Duration measured, int passesMin) {
    private static final Duration STRETCH = Duration.ofMillis(500);

    /** For figures. */
    public static final Effort FULL =
            new Effort(Duration.ofSeconds(3), Duration.ofSeconds(15), STRETCH, Duration.ofSeconds(4), 5);

    /** For a look. */
    public static final Effort QUICK =
            new Effort(Duration.ofMillis(1500), Duration.ofSeconds(5), STRETCH, Duration.ofMillis(1500), 2);

    /** For tests: shows that a program runs and what it computes, nothing else. */
    public static final Effort TINY = new Effort(Duration.ZERO, Duration.ZERO, STRETCH, Duration.ZERO, 2);

    /** The batches of the eight other programs of row 1 are this many times smaller. */
    public static final int OTHERS_SHARE = 4;

    /** For a program that runs only to be in the way of the measured one: long enough to be compiled in full. */
    public Effort forOthers() {
        Duration each = warmUpMax.isZero() ? Duration.ZERO : Duration.ofMillis(400);
        return new Effort(each, each, STRETCH, Duration.ZERO, 1);
    }

    /**
     * For a program whose tasks run in executors of their own: three JVMs compile on the same cores, each of which sees only its
     * part of the work, so that a series still falls for half a minute where one process takes seconds.
     */
    public Effort onCluster() {
        if (warmUpMax.isZero()) {
            return this;
        }
        return new Effort(
                warmUpMin.multipliedBy(10),
                warmUpMin.multipliedBy(20),
                STRETCH.multipliedBy(6),
                Collections.max(List.of(measured, FULL.measured)),
                passesMin);
    }

    public static Effort named(String name) {
        return switch (name) {
            case "full" -> FULL;
            case "quick" -> QUICK;
            case "tiny" -> TINY;
            default -> throw new IllegalArgumentException("effort is full, quick or tiny, not '" + name + "'");
        };
    }
}
