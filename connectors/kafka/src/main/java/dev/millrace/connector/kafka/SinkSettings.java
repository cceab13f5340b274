package dev.millrace.connector.kafka;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that a sink was told; checked when it was built.
 *
 * @param marksKept null where the brokers are to be asked
 */
record SinkSettings<T>(
        ClientSettings client,
        RecordMaker<T> maker,
        @Nullable Duration marksKept) implements Serializable {
    String where() {
        String topic = maker.topic();
        return Trouble.cluster(client) + (topic == null ? "" : ", topic '" + topic + "'");
    }

    String defaultName() {
        return "kafka:" + (maker.topic() == null ? client : maker.topic());
    }
}
