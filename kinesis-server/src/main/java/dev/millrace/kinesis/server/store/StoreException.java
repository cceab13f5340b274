package dev.millrace.kinesis.server.store;

/** The data directory cannot be used: the message says why and what to do, in one line. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
