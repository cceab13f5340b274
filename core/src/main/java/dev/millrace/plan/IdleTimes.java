package dev.millrace.plan;

import java.time.Instant;

/**
 * When keys without records time out: in the first batch after a multiple of the step, a 64th of the timeout, in which they
 * were idle for longer than it. Times are ms since 1970. Pure.
 */
public record IdleTimes(long timeoutMillis, long stepMillis) implements Visits {
    private static final int STEPS = 64;

    public IdleTimes {
        if (timeoutMillis < 1 || stepMillis < 1) {
            throw new IllegalArgumentException("a timeout of " + timeoutMillis + " ms, looked for every " + stepMillis);
        }
    }

    public IdleTimes(long timeoutMillis) {
        this(timeoutMillis, Math.max(1, timeoutMillis / STEPS));
    }

    /** Whether the batch of this time looks for keys that time out. */
    public boolean isChecked(Instant previous, Instant time) {
        return Math.floorDiv(time.toEpochMilli(), stepMillis) > Math.floorDiv(previous.toEpochMilli(), stepMillis);
    }

    /** What was touched before this time is idle in the batch of {@code time}. */
    public long idleBefore(Instant time) {
        return time.toEpochMilli() - timeoutMillis;
    }

    @Override
    public boolean allKeys(Instant previous, Instant time) {
        return false;
    }

    @Override
    public boolean isDue(Instant previous, Instant time, Instant last) {
        return isChecked(previous, time) && previous.toEpochMilli() - timeoutMillis - stepMillis <= last.toEpochMilli();
    }
}
