package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** A request about one consumer, which it gives by its own ARN, or by its stream's ARN and its name. */
interface ConsumerRequest {
    @Nullable
    String streamARN();

    @Nullable
    String consumerName();

    @Nullable
    String consumerARN();
}
