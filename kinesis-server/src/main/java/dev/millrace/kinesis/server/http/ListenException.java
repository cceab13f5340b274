package dev.millrace.kinesis.server.http;

import java.net.BindException;

/** The server cannot listen; the message says why in one line. */
public final class ListenException extends RuntimeException {
    ListenException(HttpSettings settings, Throwable cause) {
        super(
                cause instanceof BindException
                        ? "Cannot listen on " + settings.host() + ", port " + settings.port()
                                + ": it is taken or not allowed (" + cause.getMessage()
                                + "); choose another port, or 0 for a free one"
                        : "Cannot listen on " + settings.host() + ", port " + settings.port() + ": "
                                + cause.getMessage(),
                cause);
    }
}
