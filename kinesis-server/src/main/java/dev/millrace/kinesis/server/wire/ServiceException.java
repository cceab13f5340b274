package dev.millrace.kinesis.server.wire;

import org.jspecify.annotations.Nullable;

/** An answer that is an error, as a client of Kinesis sees it: a type, a message and an HTTP status. Carries no stack trace. */
public final class ServiceException extends RuntimeException {
    private final String type;
    private final int status;

    private ServiceException(String type, @Nullable String message, int status) {
        super(message, null, false, false);
        this.type = type;
        this.status = status;
    }

    /** An error that the client made. */
    public static ServiceException client(String type, String message) {
        return new ServiceException(type, message, 400);
    }

    /** An error of ours; what went wrong is logged, the client learns only that it did. */
    public static ServiceException internalFailure() {
        return new ServiceException("InternalFailure", null, 500);
    }

    /** An error that only a status and a type describe. */
    public static ServiceException bare(String type, int status) {
        return new ServiceException(type, null, status);
    }

    /** Arguments that contradict each other or what is stored. */
    public static ServiceException invalidArgument(String message) {
        return client("InvalidArgumentException", message);
    }

    /** A body that cannot be read as what the operation expects. */
    public static ServiceException serialization(@Nullable String message) {
        return new ServiceException("SerializationException", message, 400);
    }

    public String type() {
        return type;
    }

    public int status() {
        return status;
    }
}
