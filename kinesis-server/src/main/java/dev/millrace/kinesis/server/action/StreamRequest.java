package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** A request about one stream, which it gives by name, by ARN, or by both. */
interface StreamRequest {
    @Nullable
    String streamName();

    @Nullable
    String streamARN();
}
