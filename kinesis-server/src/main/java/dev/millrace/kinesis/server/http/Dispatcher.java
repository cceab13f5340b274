package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Backend;
import dev.millrace.kinesis.server.action.Operation;
import dev.millrace.kinesis.server.action.Operations;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.kinesis.server.wire.WireFormat;
import org.jspecify.annotations.Nullable;

/** From a request to its reply, with AWS's checks in AWS's order. Knows no sockets. Any thread may call it; it may wait for the disk. */
public final class Dispatcher {
    private static final System.Logger LOGGER = System.getLogger(Dispatcher.class.getName());
    private static final String SERVICE_PREFIX = "Kinesis_20131202.";
    private static final String UNKNOWN_OPERATION = "UnknownOperationException";

    private final Backend backend;

    public Dispatcher(Backend backend) {
        this.backend = backend;
    }

    /** Always gives a reply, whatever happens: nobody else would. */
    Reply reply(Request request) {
        try {
            return tryToReply(request);
        } catch (Throwable e) {
            LOGGER.log(System.Logger.Level.ERROR, "A request failed unexpectedly: " + request.target(), e);
            return Reply.xml(500, "InternalFailure", null);
        }
    }

    private Reply tryToReply(Request request) {
        if (!request.method().equals("POST")) {
            return accessDenied();
        }
        WireFormat format = WireFormat.of(request.contentType());
        Operation operation = operation(request.target());
        if (!request.body().hasRemaining()) {
            WireFormat answer = format == null ? WireFormat.CBOR : format;
            return Reply.error(
                    answer,
                    operation == null
                            ? ServiceException.bare(UNKNOWN_OPERATION, 400)
                            : ServiceException.serialization(null));
        }
        if (format == null) {
            boolean named = request.target() != null && request.target().indexOf('.') > 0;
            return named ? Reply.xml(404, UNKNOWN_OPERATION, null) : accessDenied();
        }
        try {
            if (operation == null) {
                format.checkWellFormed(request.body());
                throw ServiceException.bare(UNKNOWN_OPERATION, 400);
            }
            Operation.Answer answer = operation.call(format, request.body(), backend);
            return answer instanceof Operation.Answer.Events events
                    ? Reply.events(events.subscriber())
                    : Reply.ok(format, ((Operation.Answer.Body) answer).bytes());
        } catch (ServiceException e) {
            return Reply.error(format, e);
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, "A request failed unexpectedly: " + request.target(), e);
            return Reply.error(format, ServiceException.internalFailure());
        }
    }

    private static Reply accessDenied() {
        return Reply.xml(403, "AccessDeniedException", "Unable to determine service/operation name to be authorized");
    }

    private static @Nullable Operation operation(@Nullable String target) {
        return target != null && target.startsWith(SERVICE_PREFIX)
                ? Operations.find(target.substring(SERVICE_PREFIX.length()))
                : null;
    }
}
