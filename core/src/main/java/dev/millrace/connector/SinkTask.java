package dev.millrace.connector;

import java.io.Serializable;
import java.time.Instant;

/**
 * Who writes: one attempt at one partition of one batch, under the epoch of the driver that began it.
 *
 * @param time the batch's, the same when it runs again: a batch of this number and another time is one of another checkpoint
 */
public record SinkTask(String sink, long batch, Instant time, int partition, long epoch, int attempt)
        implements Serializable {
    /** Of a batch whose time is of no account, as where a sink is tried out by itself. */
    public SinkTask(String sink, long batch, int partition, long epoch, int attempt) {
        this(sink, batch, Instant.EPOCH, partition, epoch, attempt);
    }
}
