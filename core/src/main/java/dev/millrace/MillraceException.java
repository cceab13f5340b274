package dev.millrace;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of Millrace: whose fault it is, where it happened and what to do next. Only
 * {@link Kind#EXTERNAL_SYSTEM} is ever retried.
 */
public final class MillraceException extends RuntimeException {
    /** Whose fault it is. */
    public enum Kind {
        /** A function that the user gave threw, hung or broke its contract. */
        USER_CODE,
        /** A setting is missing, wrong or contradicts the checkpoint. */
        CONFIGURATION,
        /** Something outside did not answer, refused or throttled. */
        EXTERNAL_SYSTEM,
        /** Stored data is not what was written. */
        CORRUPT_DATA,
        /** A mistake in Millrace itself. */
        INTERNAL
    }

    private final Kind kind;

    public MillraceException(Kind kind, String message) {
        this(kind, message, null);
    }

    public MillraceException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
