package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.ChannelStatus;
import dev.millrace.kinesis.server.wire.Required;
import org.jspecify.annotations.Nullable;

/** Ends a channel. What it delivered stays. */
final class DeleteChannel implements Action<DeleteChannel.Request> {
    record Request(@Required @ChannelArn String channelARN) implements AboutResource {
        @Override
        public String resource(Backend backend) {
            return channelARN;
        }
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        String name = ChannelView.nameOf(request.channelARN(), backend);
        backend.store().channels().change(name, (channel, nowMillis) -> {
            if (channel == null) {
                throw backend.account().channelNotFound(name);
            }
            return channel.status() == ChannelStatus.DELETING
                    ? channel
                    : channel.deleting(nowMillis + backend.limits().stateChangeMillis());
        });
        return null;
    }
}
