package dev.millrace.benchmarks.fork;

import java.util.Locale;

/** Who runs a program. */
public enum Side {
    /** What an expert writes by hand for this program alone. */
    LOOP("loop"),
    MILLRACE("Millrace"),
    /** Spark's DStream, {@code local[2]}. */
    DSTREAM("DStream"),
    /** The same with {@code updateStateByKey} where {@link #DSTREAM} has {@code mapWithState}. */
    DSTREAM_UPDATING("updateStateByKey"),
    /** Apache Flink's DataStreams on a MiniCluster. */
    FLINK("Flink"),
    /** Hazelcast Jet, one member in this process. */
    JET("Jet"),
    /** Kafka Streams, a thread for each partition. */
    KAFKA_STREAMS("Kafka Streams"),
    /** Millrace on Spark, in one process as the DStream is. */
    MILLRACE_ON_SPARK("Millrace on Spark"),
    /** Millrace with a checkpoint directory. */
    MILLRACE_WITH_CHECKPOINT("Millrace with a checkpoint"),
    /** Millrace with a checkpoint in which nothing is ever written whole. */
    WITHOUT_SNAPSHOTS("without snapshots"),
    /** Millrace exactly once: with a checkpoint, synced with each commit, or left to the operating system. */
    SYNCED("exactly once, synced"),
    BUFFERED("exactly once, left to the operating system"),
    /** Millrace with one worker and with two: what a second core brings. */
    ONE_WORKER("one worker"),
    TWO_WORKERS("two workers"),
    /** Millrace with batches of 1 ms and of 1 s. */
    SHORT_BATCHES("1 ms batches"),
    LONG_BATCHES("1 s batches"),
    /** Spark's DStream on {@code local-cluster}: two executors of one core, each a process. */
    DSTREAM_ON_CLUSTER("DStream on a cluster"),
    /** Millrace on Spark, on the same cluster. */
    MILLRACE_ON_CLUSTER("Millrace on a cluster"),
    /** {@code FileChannel}, written and synced by hand. */
    CHANNEL("FileChannel"),
    /** kinesalite 3.3.3, in memory. */
    KINESALITE("kinesalite"),
    /** kinesis-mock 0.6.2, in memory. */
    KINESIS_MOCK("kinesis-mock");

    private final String title;

    Side(String title) {
        this.title = title;
    }

    /** As the table's readers know it. */
    public String title() {
        return title;
    }

    /** Whether its tasks run in executors of their own. */
    public boolean isOnCluster() {
        return this == DSTREAM_ON_CLUSTER || this == MILLRACE_ON_CLUSTER;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
