package dev.millrace.status;

import dev.millrace.connector.Lag;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source of the program.
 *
 * @param replayable whether it can be read again after a crash
 * @param records how many it gave since the start, as far as it can tell
 * @param badRecords how many of them its decoder threw at and were left out
 * @param lost how many were gone before they were read, where the user allows that, as far as the source can tell
 * @param positions where the next batch begins, by log, printable
 * @param lag how far behind its reader is, by log, as far as the source knows
 * @param receiver what receives for it, if anything does
 */
public record SourceStatus(
        String name,
        boolean replayable,
        long records,
        long badRecords,
        long lost,
        Map<String, String> positions,
        Map<String, Lag> lag,
        @Nullable ReceiverStatus receiver) {
    public SourceStatus {
        lag = Map.copyOf(lag);
        positions = Map.copyOf(positions);
    }
}
