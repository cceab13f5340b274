package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;
import java.util.List;

/** Lists the tags of a stream, a consumer or a channel by key. */
final class ListTagsForResource implements Action<ListTagsForResource.Request> {
    record Request(@Required @ResourceArn String resourceARN) implements ResourceRequest {}

    record Response(List<Tags.View> tags) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Resource.Labels labels = Resource.of(request.resourceARN(), backend).labels(backend);
        return new Response(Tags.list(labels.tags()));
    }
}
