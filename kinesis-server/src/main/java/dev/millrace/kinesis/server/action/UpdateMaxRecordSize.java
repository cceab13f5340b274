package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import org.jspecify.annotations.Nullable;

/** Sets how large a record of a stream may be. */
final class UpdateMaxRecordSize implements Action<UpdateMaxRecordSize.Request> {
    record Request(
            @StreamArn @Nullable String streamARN,
            @StreamName @Nullable String streamName,
            @Required @Range(min = 1024, max = 10240) Integer maxRecordSizeInKiB)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        backend.changeActive(
                request,
                (stream, dueMillis) -> stream.reconfiguring(
                        stream.options().withRecordKibMax(request.maxRecordSizeInKiB()), 0, dueMillis));
        return null;
    }
}
