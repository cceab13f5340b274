package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.MarkerSink;
import dev.millrace.engine.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Refuses to run batches in doubt again whose marks a sink's system may have forgotten meanwhile: they could be written twice. */
final class ForgottenMarks {
    private ForgottenMarks() {}

    /**
     * A mark is written after the last batch in doubt was sealed, so its age counts, with a tenth of the time to spare for the
     * start itself.
     *
     * @param opened the program, its sinks opened
     * @param retries for systems that don't answer
     */
    static void refuse(Program opened, List<Seal> inDoubt, Instant now, Retries retries) {
        if (inDoubt.isEmpty()) {
            return;
        }
        Seal last = inDoubt.get(inDoubt.size() - 1);
        Duration age = Duration.between(last.time(), now);
        for (OutputEntry output : opened.outputs()) {
            if (output instanceof SinkEntry<?> entry && entry.sink() instanceof MarkerSink<?> sink) {
                Duration kept = kept(sink, entry.name(), last.batch(), retries);
                if (age.compareTo(kept.minus(kept.dividedBy(10))) >= 0) {
                    throw refused(entry.name(), last, age, kept);
                }
            }
        }
    }

    private static Duration kept(MarkerSink<?> sink, String name, long batch, Retries retries) {
        String what = "sink '" + name + "', asking for how long marks are kept, as batch " + batch
                + " may or may not have been written";
        try (Retries.Try asking = retries.begin(what)) {
            while (true) {
                try {
                    return sink.marksKept();
                } catch (Exception e) {
                    asking.waitOrGiveUp(SinkAction.describe(e, what));
                }
            }
        }
    }

    private static MillraceException refused(String sink, Seal seal, Duration age, Duration kept) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "batch %d was sealed at %s, %s ago, and is not done; the marks of sink '%s' are sure to be found for %s only."
                                .formatted(seal.batch(), seal.time(), age, sink, kept)
                        + " Whether the batch was written can't be told. Look whether its records are there: if not, or if"
                        + " they may be there twice, tell the sink a longer time (marksKept) and start again.");
    }
}
