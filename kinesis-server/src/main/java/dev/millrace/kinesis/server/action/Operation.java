package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.RecordShape;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.kinesis.server.wire.WireFormat;
import dev.millrace.log.LogException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An operation as the transport sees it: bytes in, bytes out. Any thread may call it; it may wait for the disk. */
public final class Operation {

    private final String name;
    private final Steps<?> steps;

    private Operation(String name, Steps<?> steps) {
        this.name = name;
        this.steps = steps;
    }

    static <Q extends Record> Operation of(Action<Q> action) {
        return new Operation(
                action.getClass().getSimpleName(),
                new Steps<>(action, action.getClass().getSimpleName(), RecordShape.of(action.requestType())));
    }

    public String name() {
        return name;
    }

    /** What a client gets back: a body, or events from now on. */
    public sealed interface Answer {
        /** A body in the format of the request. */
        record Body(ByteBuffer bytes) implements Answer {}

        /** A stream of events. Whoever gets it closes the subscriber. */
        record Events(Subscriber subscriber) implements Answer {}
    }

    /** A body in its format, and who sent it. */
    public record Call(WireFormat format, ByteBuffer body, Caller caller) {}

    /** Types, then validation, rights and rates, then the action, as AWS does. Errors are thrown as {@code ServiceException}. */
    public Answer call(Call call, Backend backend) {
        return steps.run(call, backend);
    }

    private record Steps<Q extends Record>(Action<Q> action, String name, RecordShape<Q> shape) {
        Answer run(Call call, Backend backend) {
            Q request = shape.read(call.format, call.body);
            shape.validate(request);
            Access.check(call.caller, name, request, backend);
            backend.activity()
                    .checkCall(name, backend.account(), backend.clock().millis());
            backend.faults().check(name);
            Record reply = handle(request, backend);
            if (reply instanceof SubscribeToShard.Response subscribed) {
                return new Answer.Events(subscribed.subscriber());
            }
            return new Answer.Body(reply == null ? ByteBuffer.allocate(0) : RecordShape.write(call.format, reply));
        }

        private @Nullable Record handle(Q request, Backend backend) {
            try {
                return action.handle(request, backend);
            } catch (LogException e) {
                // Clients don't learn the names of our files.
                backend.store().logFailure("An operation met a failure of the storage", e);
                throw ServiceException.internalFailure();
            }
        }
    }
}
