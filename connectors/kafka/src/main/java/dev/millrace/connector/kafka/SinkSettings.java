package dev.millrace.connector.kafka;

import java.io.Serializable;

/** All that a sink was told; checked when it was built. */
record SinkSettings<T>(ClientSettings client, RecordMaker<T> maker) implements Serializable {
    String where() {
        String topic = maker.topic();
        return topic == null ? Trouble.cluster(client) : "Kafka topic '" + topic + "'";
    }

    String defaultName() {
        return "kafka:" + (maker.topic() == null ? client : maker.topic());
    }
}
