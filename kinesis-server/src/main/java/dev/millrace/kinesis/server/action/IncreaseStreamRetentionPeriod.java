package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Lengthens the time for which a stream keeps its records. */
final class IncreaseStreamRetentionPeriod implements Action<IncreaseStreamRetentionPeriod.Request> {
    record Request(
            @Required Integer retentionPeriodHours,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        int hours = request.retentionPeriodHours();
        backend.changeActive(request, (stream, dueMillis) -> {
            RetentionPeriod.check(hours);
            int existing = stream.options().retentionHours();
            if (existing > hours) {
                throw ServiceException.invalidArgument("Requested retention period (" + hours + " hours) for stream "
                        + stream.name() + " can not be shorter than existing retention period (" + existing
                        + " hours). Use DecreaseRetentionPeriod API.");
            }
            return stream.withOptions(stream.options().withRetentionHours(hours));
        });
        return null;
    }
}
