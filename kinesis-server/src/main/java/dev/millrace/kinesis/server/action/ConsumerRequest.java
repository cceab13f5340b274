package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** A request about one consumer, which it gives by its own ARN, or by its stream's ARN and its name. */
interface ConsumerRequest extends AboutResource {
    @Nullable
    String streamARN();

    @Nullable
    String consumerName();

    @Nullable
    String consumerARN();

    @Override
    default @Nullable String resource(Backend backend) {
        String arn = consumerARN();
        return arn != null ? arn : streamARN();
    }
}
