package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;

/** Whether a loop should end: set by any thread, read by the loop's. */
public final class StopSignal {
    private enum Wish {
        NONE,
        AFTER_THIS_BATCH,
        NOW
    }

    private volatile Wish wish = Wish.NONE;

    public void afterThisBatch() {
        if (wish == Wish.NONE) {
            wish = Wish.AFTER_THIS_BATCH;
        }
    }

    public void now() {
        wish = Wish.NOW;
    }

    public boolean isSet() {
        return wish != Wish.NONE;
    }

    public boolean isNow() {
        return wish == Wish.NOW;
    }

    /** Called before everything that lasts: what hung until after a stop must leave no trace. */
    void throwIfNow() {
        if (isNow()) {
            throw new MillraceException(Kind.INTERNAL, "the context was stopped; the batch is not committed");
        }
    }
}
