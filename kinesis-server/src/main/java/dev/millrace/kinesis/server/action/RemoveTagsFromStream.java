package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes tags from a stream; keys that it doesn't have are no error. */
final class RemoveTagsFromStream implements Action<RemoveTagsFromStream.Request> {
    record Request(
            @StreamName @Nullable String streamName,
            @Required @Length(min = 1, max = 50) List<String> tagKeys,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        new Resource.OfStream(backend.streamName(request))
                .change(backend, labels -> labels.withTags(Tags.without(labels.tags(), request.tagKeys())));
        return null;
    }
}
