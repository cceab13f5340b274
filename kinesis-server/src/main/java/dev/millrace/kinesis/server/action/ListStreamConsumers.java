package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Consumer;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the consumers of a stream by name, at most 100 a time. */
final class ListStreamConsumers implements Action<ListStreamConsumers.Request> {
    private static final int CONSUMERS_MAX = 100;
    private static final String TOKEN_KIND = "CONSUMERS=";

    record Request(
            @Required @StreamArn String streamARN,
            @Length(min = 1, max = 1048576) @Nullable String nextToken,
            @Range(min = 1, max = 10000) @Nullable Integer maxResults,
            @Nullable Instant streamCreationTimestamp)
            implements AboutResource {
        @Override
        public String resource(Backend backend) {
            return streamARN;
        }
    }

    record Response(List<ConsumerView> consumers, @Nullable String nextToken) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        long nowMillis = backend.clock().millis();
        String streamName = backend.streamNameOf(request.streamARN());
        Stream stream = backend.store().find(streamName);
        Instant created = request.streamCreationTimestamp();
        if (stream == null || (created != null && created.getEpochSecond() != stream.createdMillis() / 1000)) {
            throw backend.account().streamNotFound(streamName);
        }
        String after = "";
        String nextToken = request.nextToken();
        if (nextToken != null) {
            if (created != null) {
                throw ServiceException.invalidArgument(
                        "NextToken and StreamCreationTimestamp cannot be provided together.");
            }
            Tokens.Page page = backend.tokens().page(nextToken, kind -> kind.startsWith(TOKEN_KIND));
            page.checkAge(nowMillis);
            if (!page.stream().equals(streamName)) {
                throw ServiceException.invalidArgument("Invalid NextToken.");
            }
            after = page.filter().substring(TOKEN_KIND.length());
        }
        String from = after;
        int limit = request.maxResults() == null ? CONSUMERS_MAX : Math.min(CONSUMERS_MAX, request.maxResults());
        List<Consumer> found = stream.consumers().stream()
                .filter(consumer -> consumer.name().compareTo(from) > 0)
                .sorted(Comparator.comparing(Consumer::name))
                .limit(limit + 1L)
                .toList();
        String token = null;
        if (found.size() > limit) {
            String kind = TOKEN_KIND + found.get(limit - 1).name();
            token = backend.tokens().of(new Tokens.Page(streamName, stream.createdMillis(), 0, kind, 0, nowMillis));
        }
        return new Response(
                found.stream()
                        .limit(limit)
                        .map(consumer -> ConsumerView.of(streamName, consumer, backend))
                        .toList(),
                token);
    }
}
