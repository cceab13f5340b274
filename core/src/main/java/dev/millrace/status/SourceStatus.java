package dev.millrace.status;

import java.util.Map;

/**
 * A source of the program.
 *
 * @param replayable whether it can be read again after a crash
 * @param records how many it gave since the start, as far as it can tell
 * @param badRecords how many of them its decoder threw at and were left out
 * @param positions where the next batch begins, by log, printable
 */
public record SourceStatus(
        String name, boolean replayable, long records, long badRecords, Map<String, String> positions) {
    public SourceStatus {
        positions = Map.copyOf(positions);
    }
}
