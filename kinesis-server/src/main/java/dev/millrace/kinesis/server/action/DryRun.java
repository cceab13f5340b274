package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** The answer to a request that was only to be checked. */
final class DryRun {
    private DryRun() {}

    /** To be called when nothing else can be wrong with the request, and before it has any effect. */
    static void endHereIf(@Nullable Boolean asked) {
        if (Boolean.TRUE.equals(asked)) {
            throw ServiceException.client(
                    "DryRunOperationException", "The request would have succeeded, but the DryRun parameter is set.");
        }
    }
}
