package dev.millrace.kinesis.server.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Messages of {@code application/vnd.amazon.eventstream}: length of all, length of the headers, CRC-32 of these two, headers, payload, CRC-32 of all
 * before it. A header is its name's length, the name, the type 7 (text), the value's length and the value.
 */
public final class EventFrame {
    public static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    private static final int PRELUDE_BYTES = 12;
    private static final int TRAILER_BYTES = 4;
    private static final byte TEXT = 7;

    private EventFrame() {}

    /** An event with a body in JSON. */
    public static ByteBuffer event(String type, ByteBuffer payload) {
        return message(
                new String[] {":event-type", type, ":content-type", "application/json", ":message-type", "event"},
                payload);
    }

    /** The event that ends a stream with one of the service's errors. */
    public static ByteBuffer exception(ServiceException error) {
        record Body(@WireName("message") String message) {}
        // Streams of events call this one error by its shape's name.
        String type = error.type().equals("InternalFailure") ? "InternalFailureException" : error.type();
        return message(
                new String[] {":exception-type", type, ":content-type", "application/json", ":message-type", "exception"
                },
                RecordShape.write(WireFormat.JSON, new Body(String.valueOf(error.getMessage()))));
    }

    private static ByteBuffer message(String[] headers, ByteBuffer payload) {
        int headerBytes = 0;
        for (int i = 0; i < headers.length; i += 2) {
            headerBytes += 1 + headers[i].length() + 1 + 2 + headers[i + 1].length();
        }
        int total = PRELUDE_BYTES + headerBytes + payload.remaining() + TRAILER_BYTES;
        ByteBuffer out = ByteBuffer.allocate(total).putInt(total).putInt(headerBytes);
        out.putInt(crc(out));
        for (int i = 0; i < headers.length; i += 2) {
            byte[] name = headers[i].getBytes(StandardCharsets.US_ASCII);
            byte[] value = headers[i + 1].getBytes(StandardCharsets.US_ASCII);
            out.put((byte) name.length)
                    .put(name)
                    .put(TEXT)
                    .putShort((short) value.length)
                    .put(value);
        }
        out.put(payload.duplicate());
        return out.putInt(crc(out)).flip();
    }

    /** Of what was written so far. */
    private static int crc(ByteBuffer out) {
        CRC32 crc = new CRC32();
        crc.update(out.duplicate().flip());
        return (int) crc.getValue();
    }
}
