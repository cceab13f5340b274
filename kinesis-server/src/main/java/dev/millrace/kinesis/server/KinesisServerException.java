package dev.millrace.kinesis.server;

/** The server could not be started; the message says why and what to do, in one line. */
public final class KinesisServerException extends RuntimeException {
    KinesisServerException(String message) {
        super(message);
    }

    KinesisServerException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
