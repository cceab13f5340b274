package dev.millrace.connector;

import java.io.Serializable;

/** What one batch takes of one log: {@code [from, until)}. A log is a shard, a Kafka partition, a file. */
public record LogRange(String log, Position from, Position until) implements Serializable {
    public LogRange {
        if (log.isEmpty()) {
            throw new IllegalArgumentException("a log has a name");
        }
        if (from.compareTo(until) > 0) {
            throw new IllegalArgumentException(
                    "the range of log '" + log + "' goes back from " + from + " to " + until);
        }
    }

    public boolean isEmpty() {
        return from.equals(until);
    }
}
