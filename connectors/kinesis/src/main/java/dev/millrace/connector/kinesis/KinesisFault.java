package dev.millrace.connector.kinesis;

import org.jspecify.annotations.Nullable;

/** A call to the service that failed, and what can be done about it. */
final class KinesisFault extends Exception {
    /** What a caller can do. */
    enum Kind {
        /** Wait and ask again: the limits of the shard, the stream or the account. */
        THROTTLED(true),
        /** Wait and ask again: no answer, or one that says that the service is not well. */
        UNAVAILABLE(true),
        /** Ask for a new iterator. */
        EXPIRED_ITERATOR(true),
        /** The stream or the shard isn't there. */
        NOT_FOUND(false),
        /** The service takes the request to be wrong, and will again. */
        INVALID(false),
        /** The service refuses, and will again: rights, encryption keys. */
        REFUSED(false),
        /** Somebody answers who isn't Kinesis. */
        FOREIGN(false);

        final boolean isRetried;

        Kind(boolean isRetried) {
            this.isRetried = isRetried;
        }
    }

    private final Kind kind;
    private final String operation;

    KinesisFault(Kind kind, String operation, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.operation = operation;
    }

    Kind kind() {
        return kind;
    }

    /** The operation's name in the service's API, such as {@code GetRecords}. */
    String operation() {
        return operation;
    }
}
