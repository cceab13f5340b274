package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.time.Duration;

/**
 * All that a {@link KafkaSource} was told; checked when it was built.
 *
 * @param isDecoded whether its records go to a decoder at once and nobody keeps them
 */
record SourceSettings(
        TopicSelection selection,
        ClientSettings client,
        StartingOffsets starting,
        FetchSettings fetch,
        LossPolicy onLoss,
        Duration retryTime,
        boolean isDecoded)
        implements Serializable {
    static final Duration RETRY_TIME = Duration.ofSeconds(60);

    SourceSettings {
        if (retryTime.isNegative() || retryTime.isZero()) {
            throw new IllegalArgumentException("retryTime must be positive: " + retryTime);
        }
    }

    KafkaCalls connect(String name) {
        return new ClientCalls(client, retryTime, name);
    }
}
