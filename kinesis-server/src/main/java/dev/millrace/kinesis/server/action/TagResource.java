package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives tags to a stream, a consumer or a channel; those of the same keys are replaced. */
final class TagResource implements Action<TagResource.Request> {
    record Request(
            @Required @TagMap Map<String, String> tags,
            @Required @ResourceArn String resourceARN) implements ResourceRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        Resource.of(request.resourceARN(), backend)
                .change(backend, labels -> labels.withTags(Tags.merge(labels.tags(), request.tags())));
        return null;
    }
}
