package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;

/** Tells about one channel. */
final class DescribeChannel implements Action<DescribeChannel.Request> {
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
    public Record handle(Request request, Backend backend) {
        String name = ChannelView.nameOf(request.channelARN(), backend);
        return ChannelView.described(ChannelView.find(name, backend), backend);
    }
}
