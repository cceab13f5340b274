package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Consumer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A consumer as replies show it; with its stream only where it is described alone. */
record ConsumerView(
        String consumerName,
        String consumerARN,
        String consumerStatus,
        Instant consumerCreationTimestamp,
        @Nullable String streamARN) {

    static ConsumerView of(String stream, Consumer consumer, Backend backend) {
        return new ConsumerView(
                consumer.name(),
                backend.account().arnOf(stream, consumer),
                consumer.status().name(),
                Instant.ofEpochMilli(consumer.createdMillis()),
                null);
    }

    ConsumerView withStream(String arn) {
        return new ConsumerView(consumerName, consumerARN, consumerStatus, consumerCreationTimestamp, arn);
    }
}
