package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes tags from a stream, a consumer or a channel; keys that it doesn't have are no error. */
final class UntagResource implements Action<UntagResource.Request> {
    record Request(
            @Required @Length(min = 1, max = 50) List<String> tagKeys,
            @Required @ResourceArn String resourceARN) implements ResourceRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        Resource.of(request.resourceARN(), backend)
                .change(backend, labels -> labels.withTags(Tags.without(labels.tags(), request.tagKeys())));
        return null;
    }
}
