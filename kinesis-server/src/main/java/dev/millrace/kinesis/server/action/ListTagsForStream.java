package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the tags of a stream by key, at most 50 a time. */
final class ListTagsForStream implements Action<ListTagsForStream.Request> {
    private static final int TAGS_MAX = 50;

    record Request(
            @StreamName @Nullable String streamName,
            @Length(min = 1, max = 128) @Nullable String exclusiveStartTagKey,
            @Range(min = 1, max = TAGS_MAX) @Nullable Integer limit,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    record Response(List<Tags.View> tags, boolean hasMoreTags) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        String after = request.exclusiveStartTagKey();
        int limit = request.limit() == null ? TAGS_MAX : request.limit();
        List<Tags.View> rest = Tags.list(backend.stream(request).options().tags()).stream()
                .filter(tag -> after == null || tag.key().compareTo(after) > 0)
                .toList();
        return new Response(rest.stream().limit(limit).toList(), rest.size() > limit);
    }
}
