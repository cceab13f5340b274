package dev.millrace.engine;

import dev.millrace.serde.Serdes;
import java.nio.file.Path;

/**
 * Where an embedded engine keeps what programs persist.
 *
 * @param memoryBytesMax how much of it may be in memory, roughly; the rest is in files, or isn't kept
 * @param directory where a directory for the files is made, and removed at the end
 * @param serdes how values become bytes
 */
public record KeptSettings(long memoryBytesMax, Path directory, Serdes serdes) {
    public KeptSettings {
        if (memoryBytesMax < 0) {
            throw new IllegalArgumentException("keptBytesMax must not be negative, but is " + memoryBytesMax);
        }
    }

    /** A quarter of the heap, then the system's directory for temporary files. */
    public static KeptSettings defaults(Serdes serdes) {
        return new KeptSettings(
                Runtime.getRuntime().maxMemory() / 4, Path.of(System.getProperty("java.io.tmpdir")), serdes);
    }
}
