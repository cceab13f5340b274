package dev.millrace.connector;

import java.time.Duration;

/**
 * What a source may know of the program that reads it.
 *
 * @param tasksRunElsewhere whether tasks run in other processes than the reader, so that what it fetches must be sent to them
 * @param batchesBeginEarly whether a batch begins as soon as records have come; else nobody waits for such news
 */
public record SourceContext(
        String appName,
        String sourceName,
        Duration batchInterval,
        int parallelism,
        Clock clock,
        boolean tasksRunElsewhere,
        boolean batchesBeginEarly) {
    /** Of a program whose tasks run where the reader does. */
    public SourceContext(String appName, String sourceName, Duration batchInterval, int parallelism, Clock clock) {
        this(appName, sourceName, batchInterval, parallelism, clock, false, true);
    }

    /**
     * Tells the program that there is something to poll, so that a batch may begin at once where that was asked for. Any
     * thread, and cheap where it was not asked for; a source that never calls this is polled once an interval.
     */
    public void recordsCame() {
        if (batchesBeginEarly) {
            clock.wake();
        }
    }
}
