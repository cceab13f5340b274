package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Range;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the streams by name, at most 100 a time. */
final class ListStreams implements Action<ListStreams.Request> {
    private static final int STREAMS_MAX = 100;
    private static final String TOKEN_KIND = "STREAMS";

    record Request(
            @Range(min = 1, max = 10000) @Nullable Integer limit,
            @StreamName @Nullable String exclusiveStartStreamName,
            @Length(min = 1, max = 1048576) @Nullable String nextToken) {}

    record Response(
            List<String> streamNames,
            boolean hasMoreStreams,
            @Nullable String nextToken,
            List<StreamSummary> streamSummaries) {}

    record StreamSummary(
            String streamName,
            String streamARN,
            String streamStatus,
            StreamModeView streamModeDetails,
            Instant streamCreationTimestamp) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        long nowMillis = backend.clock().millis();
        String after = request.exclusiveStartStreamName();
        String nextToken = request.nextToken();
        if (nextToken != null) {
            Tokens.Page page = backend.tokens().page(nextToken, TOKEN_KIND::equals);
            page.checkAge(nowMillis);
            after = page.stream();
        }
        int limit = request.limit() == null ? STREAMS_MAX : Math.min(STREAMS_MAX, request.limit());
        List<Stream> found = backend.store().listAfter(after, limit + 1);
        List<Stream> shown = found.subList(0, Math.min(limit, found.size()));
        boolean more = found.size() > limit;
        return new Response(
                shown.stream().map(Stream::name).toList(),
                more,
                more ? token(shown.get(limit - 1), nowMillis, backend) : null,
                shown.stream().map(stream -> summary(stream, backend)).toList());
    }

    private static String token(Stream last, long nowMillis, Backend backend) {
        return backend.tokens().of(new Tokens.Page(last.name(), last.createdMillis(), 0, TOKEN_KIND, 0, nowMillis));
    }

    private static StreamSummary summary(Stream stream, Backend backend) {
        return new StreamSummary(
                stream.name(),
                backend.account().arnOf(stream.name()),
                stream.status().name(),
                StreamModeView.of(stream),
                Instant.ofEpochMilli(stream.createdMillis()));
    }
}
