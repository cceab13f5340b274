package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;
import org.jspecify.annotations.Nullable;

/** Says who else may use a stream, a consumer or a channel, and for what. */
final class PutResourcePolicy implements Action<PutResourcePolicy.Request> {
    record Request(
            @Required @ResourceArn String resourceARN,
            @Required String policy) implements ResourceRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        Resource resource = Resource.of(request.resourceARN(), backend);
        ResourcePolicy.parse(request.policy());
        resource.change(backend, labels -> labels.withPolicy(request.policy()));
        return null;
    }
}
