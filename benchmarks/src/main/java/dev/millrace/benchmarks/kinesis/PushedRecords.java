package dev.millrace.benchmarks.kinesis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Subscriptions to shards, side by side on one connection of HTTP/2 as the AWS SDK has them, that cost the client next to nothing: frames are cut by their
 * length and handed on as they are.
 */
final class PushedRecords implements Closeable {
    private static final int HEAD_BYTES = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int FRAME_BYTES_MAX = 16_384;
    private static final int WINDOW_BYTES = 1 << 24;

    private final Socket socket;
    private final DataInputStream in;
    private final int[] unreported;
    private int unreportedOfAll;

    /** What takes a shard's bytes, whose last ones may be half a record. */
    @FunctionalInterface
    interface Taker {
        void take(int shard, byte[] bytes, int length);
    }

    /** Subscribes to all shards from their oldest record on. */
    PushedRecords(int port, String consumerArn, int shards) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.unreported = new int[shards];
        ByteArrayOutputStream opening = new ByteArrayOutputStream();
        opening.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        ByteBuffer window = ByteBuffer.allocate(6)
                .putShort((short) INITIAL_WINDOW_SIZE)
                .putInt(WINDOW_BYTES)
                .flip();
        opening.writeBytes(frame(SETTINGS, 0, 0, window.array()));
        opening.writeBytes(windowUpdate(0, WINDOW_BYTES));
        for (int shard = 0; shard < shards; shard++) {
            String json = "{\"ConsumerARN\":\"" + consumerArn + "\",\"ShardId\":\"shardId-00000000000" + shard
                    + "\",\"StartingPosition\":{\"Type\":\"TRIM_HORIZON\"}}";
            opening.writeBytes(frame(HEADERS, END_HEADERS, stream(shard), head()));
            opening.writeBytes(frame(DATA, END_STREAM, stream(shard), json.getBytes(US_ASCII)));
        }
        socket.getOutputStream().write(opening.toByteArray());
    }

    private static int stream(int shard) {
        return 2 * shard + 1;
    }

    /** Each header a literal that is not indexed. */
    private static byte[] head() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", "/");
        header(block, ":authority", "localhost");
        header(block, "content-type", "application/x-amz-json-1.1");
        header(block, "x-amz-target", "Kinesis_20131202.SubscribeToShard");
        return block.toByteArray();
    }

    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String each : new String[] {name, value}) {
            block.write(each.length());
            block.writeBytes(each.getBytes(US_ASCII));
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD_BYTES + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] windowUpdate(int stream, int bytes) {
        return frame(
                WINDOW_UPDATE,
                0,
                stream,
                ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array());
    }

    /** Hands on what comes, on the caller's thread, until the connection is closed. IOException then, or for anything but records. */
    void readAll(Taker taker) throws IOException {
        byte[] payload = new byte[FRAME_BYTES_MAX];
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            if (length > payload.length) {
                throw new IOException("A frame of " + length + " bytes");
            }
            in.readFully(payload, 0, length);
            switch (type) {
                case DATA -> {
                    int shard = stream / 2;
                    taker.take(shard, payload, length);
                    giveRoom(shard, length);
                }
                case SETTINGS, PING -> {
                    if ((flags & ACK) == 0) {
                        byte[] answer = type == PING ? java.util.Arrays.copyOf(payload, length) : new byte[0];
                        socket.getOutputStream().write(frame(type, ACK, 0, answer));
                    }
                }
                case RESET, GO_AWAY -> throw new IOException("The server ended a subscription");
                default -> {
                    // Headers of the reply, and windows for what is never sent.
                }
            }
        }
    }

    private void giveRoom(int shard, int bytes) throws IOException {
        unreported[shard] += bytes;
        unreportedOfAll += bytes;
        if (unreported[shard] >= WINDOW_BYTES / 2) {
            socket.getOutputStream().write(windowUpdate(stream(shard), unreported[shard]));
            unreported[shard] = 0;
        }
        if (unreportedOfAll >= WINDOW_BYTES / 2) {
            socket.getOutputStream().write(windowUpdate(0, unreportedOfAll));
            unreportedOfAll = 0;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
