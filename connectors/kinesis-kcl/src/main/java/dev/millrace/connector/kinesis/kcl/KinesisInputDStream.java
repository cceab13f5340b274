package dev.millrace.connector.kinesis.kcl;

/**
 * A stream of a Kinesis stream whose shards are divided among all the streams of one application name, in this process and
 * in others: Spark's name and Spark's builder. What a shard gives goes to the block log first; the application's table is
 * told after that. Where one process reads a whole stream, {@link dev.millrace.connector.kinesis.KinesisSource} does
 * more: it is exactly-once from the shard on.
 */
public final class KinesisInputDStream {
    private KinesisInputDStream() {}

    /** Needs {@code streamingContext}, {@code streamName} or {@code streamArn}, and {@code checkpointAppName}. */
    public static KinesisInputDStreamBuilder builder() {
        return new KinesisInputDStreamBuilder();
    }
}
