package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Backend;
import dev.millrace.kinesis.server.action.Faults;
import dev.millrace.kinesis.server.action.Operation;
import dev.millrace.kinesis.server.action.Operations;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.kinesis.server.wire.WireFormat;
import org.jspecify.annotations.Nullable;

/** From a request to its reply, with AWS's checks in AWS's order. Knows no sockets. Any thread may call it; it may wait for the disk. */
public final class Dispatcher {
    private static final System.Logger LOGGER = System.getLogger(Dispatcher.class.getName());
    private static final String SERVICE_PREFIX = "Kinesis_20131202.";
    private static final String READ = SERVICE_PREFIX + "GetRecords";
    private static final String UNKNOWN_OPERATION = "UnknownOperationException";

    private final Backend backend;
    private final Identity identity;
    private final OperationMeters meters = new OperationMeters();
    private final Refusals refusals;
    private final Pages pages;

    public Dispatcher(Backend backend, Identity identity, Refusals refusals) {
        this.refusals = refusals;
        this.backend = backend;
        this.identity = identity;
        this.pages = new Pages(backend, meters, refusals);
    }

    /** Whether the headers of a request of this method matter. */
    boolean wantsHeaders(String method) {
        return identity.asks() || !method.equals("POST");
    }

    /** Whether the reply may take far more memory than the request. */
    boolean mayReplyMuch(Request request) {
        return READ.equals(request.target());
    }

    Refusals refusals() {
        return refusals;
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
            Reply page = pages.find(request);
            return page == null ? accessDenied() : page;
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
        if (operation == null) {
            return unknown(format, request);
        }
        long startNanos = System.nanoTime();
        Faults.Fate fate = backend.faults().fate(operation.name());
        if (fate == Faults.Fate.DISCONNECT) {
            return Reply.CUT;
        }
        Reply reply = call(operation, format, request);
        String end = reply.errorType() == null ? "OK" : reply.errorType();
        meters.ended(operation.name(), end, System.nanoTime() - startNanos);
        if (fate == Faults.Fate.LOSE_REPLY) {
            return Reply.cutAfter(reply);
        }
        return reply.delayed(backend.faults().latencyMillis(operation.name()));
    }

    private Reply call(Operation operation, WireFormat format, Request request) {
        try {
            Operation.Call call = new Operation.Call(format, request.body(), identity.of(request));
            Operation.Answer answer = operation.call(call, backend);
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

    private static Reply unknown(WireFormat format, Request request) {
        try {
            format.checkWellFormed(request.body());
            return Reply.error(format, ServiceException.bare(UNKNOWN_OPERATION, 400));
        } catch (ServiceException e) {
            return Reply.error(format, e);
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
