package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives tags to a stream; those of the same keys are replaced. */
final class AddTagsToStream implements Action<AddTagsToStream.Request> {
    record Request(
            @StreamName @Nullable String streamName,
            @Required @TagMap Map<String, String> tags,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        new Resource.OfStream(backend.streamName(request))
                .change(backend, labels -> labels.withTags(Tags.merge(labels.tags(), request.tags())));
        return null;
    }
}
