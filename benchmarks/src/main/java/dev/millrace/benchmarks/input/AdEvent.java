package dev.millrace.benchmarks.input;

import java.io.Serializable;

/** An event of the Yahoo streaming benchmark: an advertisement was shown, clicked at, or led to a purchase. */
public record AdEvent(long ad, int type, long timeMillis) implements Serializable {
    /** The type of those that were shown. */
    public static final int VIEW = 0;

    /** As many types as there are: view, click, purchase. */
    public static final int TYPES = 3;
}
