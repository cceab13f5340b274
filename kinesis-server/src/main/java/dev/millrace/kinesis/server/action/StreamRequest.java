package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** A request about one stream, which it gives by name, by ARN, or by both. */
interface StreamRequest extends AboutResource {
    @Nullable
    String streamName();

    @Nullable
    String streamARN();

    @Override
    default @Nullable String resource(Backend backend) {
        String arn = streamARN();
        String name = streamName();
        return arn != null ? arn : name == null ? null : backend.account().arnOf(name);
    }
}
