package dev.millrace.plan;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * When windows end: at every multiple of the slide, counted from 1970-01-01T00:00:00Z. A window covers the batch times after
 * its begin, up to and at its end. Time is cut into panes, the longest of which both window and slide are multiples; a pane
 * is known by its end. Instants become nanoseconds since 1970. Pure.
 */
public record WindowTimes(long windowNanos, long slideNanos, long paneNanos) implements Serializable {
    private static final int PANES_MAX = 1 << 30;

    public WindowTimes {
        if (paneNanos < 1 || windowNanos < 1 || slideNanos < 1) {
            throw new IllegalArgumentException("window and slide are longer than nothing");
        }
        if (windowNanos % paneNanos != 0 || slideNanos % paneNanos != 0 || windowNanos / paneNanos > PANES_MAX) {
            throw new IllegalArgumentException(
                    "a window of " + windowNanos + " ns every " + slideNanos + " ns has too many panes");
        }
    }

    public static WindowTimes of(Duration window, Duration slide) {
        long length = window.toNanos();
        long every = slide.toNanos();
        return new WindowTimes(length, every, greatestDivisor(length, every));
    }

    private static long greatestDivisor(long one, long other) {
        return other == 0 ? one : greatestDivisor(other, one % other);
    }

    /** How many panes a window has. */
    public int panes() {
        return (int) (windowNanos / paneNanos);
    }

    /** The end of the pane that what a batch of this time brings belongs to. */
    public long paneEnd(Instant time) {
        return -Math.floorDiv(-nanos(time), paneNanos) * paneNanos;
    }

    /** The end of the last window that ended up to this time. */
    public long lastEnd(Instant time) {
        return Math.floorDiv(nanos(time), slideNanos) * slideNanos;
    }

    /** Whether a window ended after the batch before, up to and at the batch of this time. */
    public boolean isShown(Instant previous, Instant time) {
        return lastEnd(time) > lastEnd(previous);
    }

    /** Whether the last window that ended up to this time ended before it. */
    public boolean isEndedBefore(Instant time) {
        return lastEnd(time) < nanos(time);
    }

    /** Whether a window has ended up to this time that holds nothing of what a batch of the time {@code last} brought. */
    public boolean isOver(Instant last, Instant time) {
        return lastEnd(time) >= paneEnd(last) + windowNanos;
    }

    public static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }
}
