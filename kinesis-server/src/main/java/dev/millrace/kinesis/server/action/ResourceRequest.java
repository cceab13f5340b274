package dev.millrace.kinesis.server.action;

/** A request about whatever an ARN names: a stream, a consumer or a channel. */
interface ResourceRequest {
    String resourceARN();
}
