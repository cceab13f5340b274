package dev.millrace.log;

import org.jspecify.annotations.Nullable;

/**
 * Whether a log takes records: it does until it is closed, or a write or a sync fails, whichever comes first. Guarded by
 * the lock of {@link GroupCommit}; the failure may be read by anyone.
 */
final class LogHealth {

    private volatile @Nullable LogException failure;
    private boolean closed;
    private boolean failureTold;

    @Nullable
    LogException failure() {
        return failure;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether records still come in. */
    boolean isGood() {
        return !closed && failure == null;
    }

    void close() {
        closed = true;
    }

    /** The first failure stays the one that is reported. */
    void fail(LogException problem, boolean told) {
        if (failure == null) {
            failure = problem;
        }
        failureTold |= told;
    }

    void throwIfClosed() {
        if (closed) {
            throw new LogException(LogException.Kind.CLOSED, "The log was closed");
        }
    }

    void throwUnlessGood() {
        throwIfClosed();
        LogException cause = failure;
        if (cause != null) {
            failureTold = true;
            throw new LogException(
                    cause.kind(),
                    "The log takes no more records since a write or a sync failed; open it again when the cause is"
                            + " removed. " + cause.getMessage(),
                    cause.file(),
                    cause.offset(),
                    cause);
        }
    }

    /** A failure must reach somebody. */
    void throwFailureThatNobodyWasTold() {
        LogException cause = failure;
        if (cause != null && !failureTold) {
            throw cause.again();
        }
    }
}
