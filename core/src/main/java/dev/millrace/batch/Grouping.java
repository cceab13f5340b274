package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.GroupingSink;
import dev.millrace.engine.Engine;
import java.util.List;

/** Whether a program's batches can be done in groups. Pure. */
final class Grouping {
    private Grouping() {}

    /** Refuses what can't take part, where batches are to be grouped or groups are in doubt. */
    static void check(LoopSettings settings, Program program, Engine engine, List<Seal> inDoubt) {
        boolean isWanted = !settings.groupUpTo().isZero();
        boolean isInDoubt = !inDoubt.isEmpty() && inDoubt.get(0).isGrouped();
        if (!isWanted && !isInDoubt) {
            return;
        }
        String why = isWanted
                ? "groupBatches(" + settings.groupUpTo() + ") can't be kept"
                : "batch " + inDoubt.get(0).batch() + " was sealed in a group that isn't done, and can't run again";
        if (!engine.groupsBatches()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "application '" + settings.appName() + "': " + why
                            + ": this master commits each batch by itself. "
                            + (isWanted
                                    ? "Leave it out, and lengthen the batch interval instead"
                                    : "Start the program once more embedded, and stop it gracefully"));
        }
        for (OutputEntry output : program.outputs()) {
            if (output instanceof SinkEntry<?> entry && !canTakePart(entry)) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "application '" + settings.appName() + "': " + why + ": sink '" + entry.name()
                                + "' can't write several batches at once. Make it a GroupingSink"
                                + (isWanted ? ", or leave groupBatches out" : ""));
            }
        }
    }

    private static boolean canTakePart(SinkEntry<?> entry) {
        return entry.sink() instanceof GroupingSink || entry.sink() instanceof AtLeastOnceSink;
    }
}
