package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/2 frame by frame, as no client would. */
final class RawHttp2 implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private static final int READ_MILLIS_MAX = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    /** A frame, with a buffer of its own. */
    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        String text() {
            return US_ASCII.decode(payload.duplicate()).toString();
        }
    }

    /** Connects by prior knowledge. */
    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_MILLIS_MAX);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        write(SETTINGS, 0, 0, new byte[0]);
    }

    /** False if the server has closed the connection. */
    boolean write(int type, int flags, int stream, byte[] payload) {
        return writeAll(frame(type, flags, stream, payload));
    }

    /** The same for bytes of any kind. */
    boolean writeAll(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The next frame; null once the connection is closed. */
    @Nullable
    Frame read() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, ByteBuffer.wrap(payload));
        } catch (EOFException | SocketException closed) {
            return null;
        }
    }

    /** The next frame of a type; null if the connection is closed before it. */
    @Nullable
    Frame read(int type) throws IOException {
        Frame frame = read();
        while (frame != null && frame.type != type) {
            frame = read();
        }
        return frame;
    }

    /** The head of a request, each header a literal that is not indexed. */
    static byte[] head(String operation, String... more) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", "/");
        header(block, ":authority", "localhost");
        header(block, "content-type", RawClient.JSON);
        header(block, "x-amz-target", "Kinesis_20131202." + operation);
        for (int i = 0; i < more.length; i += 2) {
            header(block, more[i], more[i + 1]);
        }
        return block.toByteArray();
    }

    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String each : new String[] {name, value}) {
            block.write(each.length());
            block.writeBytes(each.getBytes(US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
