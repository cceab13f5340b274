package dev.millrace.benchmarks.fork;

import java.time.Duration;

/** How long a fork warms up (until its series is flat, within these two bounds) and how long it is measured. */
public record Effort(Duration warmUpMin, Duration warmUpMax, Duration measured, int passesMin) {
    /** For figures. */
    public static final Effort FULL =
            new Effort(Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(4), 5);

    /** For a look. */
    public static final Effort QUICK =
            new Effort(Duration.ofMillis(1500), Duration.ofSeconds(5), Duration.ofMillis(1500), 2);

    /** For tests: shows that a program runs and what it computes, nothing else. */
    public static final Effort TINY = new Effort(Duration.ZERO, Duration.ZERO, Duration.ZERO, 2);

    /** The batches of the eight other programs of row 1 are this many times smaller. */
    public static final int OTHERS_SHARE = 4;

    /** For a program that runs only to be in the way of the measured one: long enough to be compiled in full. */
    public Effort forOthers() {
        Duration each = warmUpMax.isZero() ? Duration.ZERO : Duration.ofMillis(400);
        return new Effort(each, each, Duration.ZERO, 1);
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
