package dev.millrace.status;

import java.time.Duration;

/** What a batch has been doing for suspiciously long: the output it computes, and the user's code that is running. */
public record RunningCode(long batch, String output, Duration runningFor, String where) {
    @Override
    public String toString() {
        return "batch " + batch + ", " + output + ", has been running for " + runningFor.toMillis() + " ms, in "
                + where;
    }
}
