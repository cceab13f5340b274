package dev.millrace.kinesis.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first bytes of a connection: what begins like HTTP/2 and doesn't go on so is closed here. Vert.x would log each such connection as an error of its
 * own. One for each connection, on its network thread; it is gone once it has seen enough.
 */
final class PrefaceCheck extends ByteToMessageDecoder {
    private static final ByteBuf PREFACE = Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));
    /** So many bytes no request of HTTP/1.1 begins with, whatever its method. */
    private static final int TELLING_BYTES = 3;

    private static final int FRAME_HEAD_BYTES = 9;
    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int SETTING_BYTES = 6;

    private final Refusals refusals;

    PrefaceCheck(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int readable = in.readableBytes();
        if (!begins(in, Math.min(readable, TELLING_BYTES))) {
            context.pipeline().remove(this);
        } else if (!begins(in, Math.min(readable, PREFACE.readableBytes()))) {
            refuse(context, in);
        } else if (readable >= PREFACE.readableBytes() + FRAME_HEAD_BYTES) {
            if (isSettings(in, in.readerIndex() + PREFACE.readableBytes())) {
                context.pipeline().remove(this);
            } else {
                refuse(context, in);
            }
        }
    }

    private static boolean begins(ByteBuf in, int bytes) {
        return ByteBufUtil.equals(in, in.readerIndex(), PREFACE, 0, bytes);
    }

    private static boolean isSettings(ByteBuf in, int at) {
        boolean whole = in.getUnsignedMedium(at) % SETTING_BYTES == 0;
        boolean ofClient = (in.getByte(at + 4) & ACK) == 0 && in.getInt(at + 5) == 0;
        return in.getByte(at + 3) == SETTINGS && whole && ofClient;
    }

    private void refuse(ChannelHandlerContext context, ByteBuf in) {
        in.skipBytes(in.readableBytes());
        SocketAddress client = context.channel().remoteAddress() instanceof InetSocketAddress address
                ? SocketAddress.inetSocketAddress(address)
                : null;
        refusals.note(Refusals.Kind.NO_HTTP, client);
        context.close();
    }
}
