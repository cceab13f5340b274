package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;
import org.jspecify.annotations.Nullable;

/** Takes the policy from a stream, a consumer or a channel. */
final class DeleteResourcePolicy implements Action<DeleteResourcePolicy.Request> {
    record Request(@Required @ResourceArn String resourceARN) implements ResourceRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        Resource.of(request.resourceARN(), backend).change(backend, labels -> {
            if (labels.policy() == null) {
                throw Resource.withoutPolicy(request.resourceARN());
            }
            return labels.withPolicy(null);
        });
        return null;
    }
}
