package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists channels by name, all or those of certain streams, at most 100 a time. */
final class ListChannels implements Action<ListChannels.Request> {
    private static final int CHANNELS_MAX = 100;
    private static final String TOKEN_KIND = "CHANNELS=";

    record Request(
            @Length(min = 1, max = 10000) @Nullable List<StreamFilter> streamFilter,
            @Range(min = 1, max = 10000) @Nullable Integer maxResults,
            @Length(min = 1, max = 1048576) @Nullable String nextToken) {}

    record StreamFilter(
            @Required @StreamArn String streamARN, @Nullable Instant streamCreationTimestamp) {}

    record Response(
            List<ChannelView.ChannelSummary> channelSummaries,
            @Nullable String nextToken) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        long nowMillis = backend.clock().millis();
        String nextToken = request.nextToken();
        String after = "";
        if (nextToken != null) {
            Tokens.Page page = backend.tokens().page(nextToken, kind -> kind.startsWith(TOKEN_KIND));
            page.checkAge(nowMillis);
            after = page.filter().substring(TOKEN_KIND.length());
        }
        String from = after;
        int limit = request.maxResults() == null ? CHANNELS_MAX : Math.min(CHANNELS_MAX, request.maxResults());
        List<Channel> found = backend.store().channels().all().stream()
                .filter(channel -> channel.name().compareTo(from) > 0)
                .filter(channel -> passes(channel, request.streamFilter(), backend))
                .limit(limit + 1L)
                .toList();
        String token = null;
        if (found.size() > limit) {
            String kind = TOKEN_KIND + found.get(limit - 1).name();
            token = backend.tokens().of(new Tokens.Page("", 0, 0, kind, 0, nowMillis));
        }
        return new Response(
                found.stream()
                        .limit(limit)
                        .map(channel -> ChannelView.summary(channel, backend))
                        .toList(),
                token);
    }

    private static boolean passes(Channel channel, @Nullable List<StreamFilter> filters, Backend backend) {
        if (filters == null) {
            return true;
        }
        return filters.stream().anyMatch(filter -> {
            Instant created = filter.streamCreationTimestamp();
            return filter.streamARN().equals(backend.account().arnOf(channel.identity().stream()))
                    && (created == null
                            || created.getEpochSecond() == channel.identity().streamCreatedMillis() / 1000);
        });
    }
}
