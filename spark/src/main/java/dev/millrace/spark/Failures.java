package dev.millrace.spark;

import dev.millrace.MillraceException;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What went wrong in a task, on its way to the driver. */
final class Failures {
    private static final Pattern MISSING =
            Pattern.compile("(?:ClassNotFoundException|NoClassDefFoundError): ([\\w.$/]+)");
    /** How Java's serialization says it. */
    private static final Pattern LAMBDA_OF_MISSING_CLASS =
            Pattern.compile("cannot assign instance of java.lang.invoke.SerializedLambda");

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
        Matcher missing = MISSING.matcher(message);
        if (missing.find()) {
            return missing("batch " + batch + ": executors lack the class " + missing.group(1), thrown);
        }
        if (LAMBDA_OF_MISSING_CLASS.matcher(message).find()) {
            return missing("batch " + batch + ": executors lack the class that a function is written in", thrown);
        }
        if (message.contains("cancelled") || message.contains("shut down")) {
            return cancelled("batch " + batch + ": " + message, thrown);
        }
        return new MillraceException(
                MillraceException.Kind.EXTERNAL_SYSTEM, "batch " + batch + ": Spark's job failed: " + message, thrown);
    }

    /** What a task of the start met. */
    static RuntimeException ofStart(Exception thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof MillraceException known) {
                return known;
            }
        }
        Matcher missing = MISSING.matcher(String.valueOf(thrown.getMessage()));
        return missing.find()
                ? missing("executors lack the class " + missing.group(1), thrown)
                : new MillraceException(
                        MillraceException.Kind.EXTERNAL_SYSTEM,
                        "Spark's executors can't be asked whether they are fit: " + thrown.getMessage(),
                        thrown);
    }

    static MillraceException missing(String what, @Nullable Throwable cause) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                what
                        + ". Submit the program's jar with all that it needs, Millrace included: spark-submit's application jar"
                        + " and --jars, or the setting spark.jars",
                cause);
    }

    private static CancellationException cancelled(String message, @Nullable Throwable cause) {
        CancellationException cancelled = new CancellationException(message);
        cancelled.initCause(cause);
        return cancelled;
    }
}
