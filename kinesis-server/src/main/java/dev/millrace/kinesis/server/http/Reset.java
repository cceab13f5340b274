package dev.millrace.kinesis.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/** Ends connections whose client takes nothing: a close of Vert.x's waits until all that is on its way was taken. Any thread may call it. */
final class Reset {
    private Reset() {}

    /** What is on its way is thrown away, here and in the operating system. */
    static void abort(HttpConnection connection) {
        Channel channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        close(channel);
    }

    /** What the operating system has it goes on sending. */
    static void close(NetSocket socket) {
        ChannelHandlerContext context = ((NetSocketInternal) socket).channelHandlerContext();
        close(context.channel());
    }

    private static void close(Channel channel) {
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.newPromise()));
    }
}
