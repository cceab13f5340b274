package dev.millrace.receiver;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a store tells of what it stored, and what it throws, in the name of its source. Any thread. */
interface StoredMetadata {
    /** What was stored with these is safe. */
    void stored(List<Object> metadata);

    String source();

    /** Null is no record: nothing could be told from it. */
    default <T> T checked(@Nullable T record) {
        if (record == null) {
            throw new MillraceException(Kind.USER_CODE, "source '" + source() + "': its receiver stored null");
        }
        return record;
    }

    /** For who stores after the end. */
    default MillraceException refused() {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "source '" + source()
                        + "': its receiver is stopped; what it stores now is refused. End when isStopped()"
                        + " is true");
    }
}
