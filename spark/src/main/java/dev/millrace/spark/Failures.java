package dev.millrace.spark;

import dev.millrace.MillraceException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What went wrong in a task, on its way to the driver. */
final class Failures {
    private Failures() {}

    /** In the task: a checked exception on its way through Spark's code. */
    static RuntimeException inTask(Exception e) {
        return e instanceof RuntimeException unchecked
                ? unchecked
                : new MillraceException(MillraceException.Kind.INTERNAL, e.toString(), e);
    }

    /** In the driver: what a job's failure means. */
    static RuntimeException ofJob(Throwable thrown, long batch) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof MillraceException known) {
                return known;
            }
            if (at instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return cancelled("batch " + batch + " was interrupted", thrown);
            }
        }
        String message = String.valueOf(thrown.getMessage());
        if (message.contains("cancelled") || message.contains("shut down")) {
            return cancelled("batch " + batch + ": " + message, thrown);
        }
        return new MillraceException(
                MillraceException.Kind.EXTERNAL_SYSTEM, "batch " + batch + ": Spark's job failed: " + message, thrown);
    }

    private static CancellationException cancelled(String message, @Nullable Throwable cause) {
        CancellationException cancelled = new CancellationException(message);
        cancelled.initCause(cause);
        return cancelled;
    }
}
