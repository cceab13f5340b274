package dev.millrace.benchmarks.fork;

import java.util.Locale;

/** Who runs a program. */
public enum Side {
    /** What an expert writes by hand for this program alone. */
    LOOP,
    MILLRACE,
    /** Spark's DStream, {@code local[2]}. */
    DSTREAM,
    /** Millrace on Spark, in one process as the DStream is. */
    MILLRACE_ON_SPARK,
    /** {@code FileChannel}, written and synced by hand. */
    CHANNEL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
