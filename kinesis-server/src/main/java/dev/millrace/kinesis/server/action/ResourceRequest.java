package dev.millrace.kinesis.server.action;

/** A request about whatever an ARN names: a stream, a consumer or a channel. */
interface ResourceRequest extends AboutResource {
    String resourceARN();

    @Override
    default String resource(Backend backend) {
        return resourceARN();
    }
}
