package dev.millrace.benchmarks.fork;

import java.util.Locale;

/** Who runs a program. */
public enum Side {
    /** What an expert writes by hand for this program alone. */
    LOOP("loop"),
    MILLRACE("Millrace"),
    /** Spark's DStream, {@code local[2]}. */
    DSTREAM("DStream"),
    /** Apache Flink's DataStreams on a MiniCluster. */
    FLINK("Flink"),
    /** Hazelcast Jet, one member in this process. */
    JET("Jet"),
    /** Millrace on Spark, in one process as the DStream is. */
    MILLRACE_ON_SPARK("Millrace on Spark"),
    /** {@code FileChannel}, written and synced by hand. */
    CHANNEL("FileChannel");

    private final String title;

    Side(String title) {
        this.title = title;
    }

    /** As the table's readers know it. */
    public String title() {
        return title;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
