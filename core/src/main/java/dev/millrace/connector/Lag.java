package dev.millrace.connector;

/**
 * How far behind the newest record of a log its reader is, as far as the source knows; -1 where it doesn't.
 *
 * @param millis how much older than the newest record the last one is that was read, as the source says
 * @param records how many records wait at least
 * @param bytes how many bytes wait at least
 */
public record Lag(long millis, long records, long bytes) {
    /** Of a source that knows how many bytes wait. */
    public static Lag ofBytes(long bytes) {
        return new Lag(-1, -1, bytes);
    }
}
