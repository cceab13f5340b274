package dev.millrace.connector.kinesis.kcl;

import dev.millrace.connector.kinesis.FanOutSettings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * How records are read.
 *
 * @param fetchesPerSecondPerShard of 5, which is what AWS allows all readers of a shard together
 * @param fanOut the consumer that the stream is pushed to; null where shards are polled
 */
record Retrieval(
        int fetchesPerSecondPerShard,
        int recordsPerFetchMax,
        @Nullable FanOutSettings fanOut) {
    static final Retrieval DEFAULTS = new Retrieval(5, PollingConfig.DEFAULT_MAX_RECORDS, null);

    private static final int FETCHES_MAX = 5;

    Retrieval {
        if (fetchesPerSecondPerShard < 1 || fetchesPerSecondPerShard > FETCHES_MAX) {
            throw new IllegalArgumentException(
                    "fetchesPerSecondPerShard must be 1 to " + FETCHES_MAX + ", not " + fetchesPerSecondPerShard);
        }
        if (recordsPerFetchMax < 1 || recordsPerFetchMax > PollingConfig.DEFAULT_MAX_RECORDS) {
            throw new IllegalArgumentException("recordsPerFetchMax must be 1 to " + PollingConfig.DEFAULT_MAX_RECORDS
                    + ", not " + recordsPerFetchMax);
        }
    }

    RetrievalSpecificConfig of(Application application, KinesisAsyncClient kinesis) {
        if (fanOut != null) {
            FanOutConfig pushed = new FanOutConfig(kinesis)
                    .applicationName(application.name())
                    .consumerName(fanOut.consumerName())
                    .consumerArn(fanOut.consumerArn());
            return application.streamArn() == null ? pushed.streamName(application.stream()) : pushed;
        }
        PollingConfig polled = application.streamArn() == null
                ? new PollingConfig(application.stream(), kinesis)
                : new PollingConfig(kinesis);
        return polled.maxRecords(recordsPerFetchMax).idleTimeBetweenReadsInMillis(1_000L / fetchesPerSecondPerShard);
    }
}
