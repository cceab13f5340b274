package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Subscriber;
import dev.millrace.kinesis.server.wire.EventFrame;
import dev.millrace.kinesis.server.wire.RecordShape;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.kinesis.server.wire.WireFormat;
import dev.millrace.kinesis.server.wire.WireName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What goes back to the client: all of it, or the beginning of a stream of events. */
record Reply(
        int status,
        @Nullable String contentType,
        @Nullable String errorType,
        ByteBuffer body,
        @Nullable Subscriber subscriber,
        long delayMillis,
        boolean cut) {
    /** No reply: the connection is cut. */
    static final Reply CUT = new Reply(0, null, null, ByteBuffer.allocate(0), null, 0, true);

    Reply(int status, @Nullable String contentType, @Nullable String errorType, ByteBuffer body) {
        this(status, contentType, errorType, body, null, 0, false);
    }

    /** The connection is cut instead of this reply. */
    static Reply cutAfter(Reply reply) {
        return reply.subscriber == null ? CUT : new Reply(0, null, null, reply.body, reply.subscriber, 0, true);
    }

    Reply delayed(long millis) {
        return millis == 0 ? this : new Reply(status, contentType, errorType, body, subscriber, millis, cut);
    }

    static Reply ok(WireFormat format, ByteBuffer body) {
        return new Reply(200, format.contentType(), null, body);
    }

    /** A body that goes on for as long as the subscriber does. */
    static Reply events(Subscriber subscriber) {
        return new Reply(200, EventFrame.CONTENT_TYPE, null, subscriber.opening(), subscriber, 0, false);
    }

    /** An error in the client's own format. */
    static Reply error(WireFormat format, ServiceException error) {
        // AWS writes the name with a capital here and only here.
        Record body = error.type().equals("SerializationException")
                ? new SerializationErrorBody(error.type(), error.getMessage())
                : new ErrorBody(error.type(), error.getMessage());
        return new Reply(error.status(), format.contentType(), error.type(), RecordShape.write(format, body));
    }

    /** An error for a client whose format isn't known. The message must hold nothing that came from the client. */
    static Reply xml(int status, String type, @Nullable String message) {
        String text = message == null
                ? "<" + type + "/>\n"
                : "<" + type + ">\n  <Message>" + message + "</Message>\n</" + type + ">\n";
        return new Reply(status, null, null, StandardCharsets.UTF_8.encode(text));
    }

    private record ErrorBody(
            @WireName("__type") String type,
            @WireName("message") @Nullable String message) {}

    private record SerializationErrorBody(
            @WireName("__type") String type, @Nullable String message) {}
}
