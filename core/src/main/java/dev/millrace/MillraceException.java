package dev.millrace;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
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

    /** It can be sent to another process whatever its cause is: one that can't is left out. */
    private Object writeReplace() {
        return getCause() == null || isSerializable(getCause())
                ? this
                : new MillraceException(kind, String.valueOf(getMessage()));
    }

    private static boolean isSerializable(Throwable thrown) {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(thrown);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
