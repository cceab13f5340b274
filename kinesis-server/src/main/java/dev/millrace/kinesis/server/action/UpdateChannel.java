package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import dev.millrace.kinesis.server.store.ChannelStatus;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Changes how soon a channel delivers, or what it logs. */
final class UpdateChannel implements Action<UpdateChannel.Request> {
    private static final int FRESHNESS_SECONDS_MAX = 900;

    record Request(
            @Required @ChannelArn String channelARN,
            @Nullable Freshness s3DestinationConfiguration,
            @Nullable Freshness s3TablesDestinationConfiguration,
            ChannelDefinition.@Nullable Logging loggingConfiguration)
            implements AboutResource {
        @Override
        public String resource(Backend backend) {
            return channelARN;
        }
    }

    record Freshness(@Required Integer dataFreshnessInSeconds) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        String name = ChannelView.nameOf(request.channelARN(), backend);
        Channel updated = backend.store().channels().change(name, (channel, nowMillis) -> {
            if (channel == null) {
                throw backend.account().channelNotFound(name);
            }
            if (channel.status() != ChannelStatus.ACTIVE) {
                throw ServiceException.client(
                        "ResourceInUseException",
                        "Channel " + name + " under account "
                                + backend.account().id() + " not ACTIVE, instead in state " + channel.status());
            }
            ChannelDefinition after = changed(ChannelDefinition.of(channel), request);
            return channel.updating(after.toText(), nowMillis + backend.limits().stateChangeMillis());
        });
        return ChannelView.described(updated == null ? ChannelView.find(name, backend) : updated, backend);
    }

    private static ChannelDefinition changed(ChannelDefinition before, Request request) {
        Freshness s3 = request.s3DestinationConfiguration();
        Freshness tables = request.s3TablesDestinationConfiguration();
        boolean toS3 = before.s3DestinationConfiguration() != null;
        if (toS3 ? tables != null : s3 != null) {
            throw ServiceException.invalidArgument("The destination of a channel can't be changed.");
        }
        ChannelDefinition after = before;
        Freshness freshness = toS3 ? s3 : tables;
        if (freshness != null) {
            checkFreshness(freshness.dataFreshnessInSeconds());
            after = after.withFreshness(freshness.dataFreshnessInSeconds());
        }
        ChannelDefinition.Logging logging = request.loggingConfiguration();
        return logging == null ? after : after.withLogging(logging);
    }

    static void checkFreshness(int seconds) {
        if (seconds < 0 || seconds > FRESHNESS_SECONDS_MAX) {
            throw ServiceException.invalidArgument(
                    "DataFreshnessInSeconds must be 0 to " + FRESHNESS_SECONDS_MAX + ", not " + seconds + ".");
        }
    }
}
