package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.StreamStatus;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Deletes a stream with all that is in it. */
final class DeleteStream implements Action<DeleteStream.Request> {
    record Request(
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN,
            @Nullable Boolean enforceConsumerDeletion)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        String name = backend.streamName(request);
        backend.store().change(name, (current, nowMillis) -> {
            if (current == null) {
                throw backend.account().streamNotFound(name);
            }
            if (!current.consumers().isEmpty() && !Boolean.TRUE.equals(request.enforceConsumerDeletion())) {
                throw ServiceException.client(
                        "ResourceInUseException",
                        "Stream " + name + " under account " + backend.account().id()
                                + " can't be deleted because it has consumers. Use the EnforceConsumerDeletion"
                                + " parameter to force the deletion of consumers.");
            }
            if (backend.store().channels().countOf(current) > 0) {
                throw ServiceException.client(
                        "ResourceInUseException",
                        "Stream " + name + " under account " + backend.account().id()
                                + " can't be deleted because it has channels. Delete them first.");
            }
            boolean already = current.status() == StreamStatus.DELETING;
            return already
                    ? current
                    : current.deleting(nowMillis + backend.limits().stateChangeMillis());
        });
        return null;
    }
}
