package dev.millrace.connector;

import java.time.Duration;

/** What a source may know of the program that reads it. */
public record SourceContext(String appName, String sourceName, Duration batchInterval, int parallelism, Clock clock) {
    /**
     * Tells the program that there is something to poll, so that a batch may begin at once where that was asked for. Any
     * thread; a source that never calls this is polled once an interval.
     */
    public void recordsCame() {
        clock.wake();
    }
}
