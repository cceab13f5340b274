package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/** What the service says of a stream. */
record StreamInfo(String arn, Instant created, String status, Duration retention) implements Serializable {
    /** A stream that was deleted and made again has another identity. */
    String identity() {
        return arn + " created " + created;
    }

    /** The part of the retention that one may count on, whatever the two clocks say. */
    private static final double SURE = 0.99;

    /** Whether everything that arrived at this time or later is certain to be still there. */
    boolean stillHolds(long arrivedMillis, long nowMillis) {
        return arrivedMillis >= nowMillis - (long) (retention.toMillis() * SURE);
    }
}
