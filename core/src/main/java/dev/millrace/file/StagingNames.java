package dev.millrace.file;

import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies in a file sink's staging directory is called: {@code 1204-0-3-1.part} is what attempt 1 at partition 0 of batch
 * 1204 wrote under epoch 3, and {@code batch-…1204-3} the directory in which the winning attempts of that epoch are
 * gathered. So each name tells which driver may delete it. Pure.
 */
final class StagingNames {
    private static final Pattern OF_AN_EPOCH =
            Pattern.compile("(?:[0-9]+-[0-9]+-([0-9]{1,18})-[0-9]+\\.part)|(?:batch-[0-9]{20}-([0-9]{1,18}))");

    private StagingNames() {}

    /** Only one attempt has it. */
    static String staged(SinkTask task) {
        return task.batch() + "-" + task.partition() + "-" + task.epoch() + "-" + task.attempt() + ".part";
    }

    /** All winning attempts of a batch are of one epoch: that of the driver that did it. */
    static String gathered(String batchName, List<StagedOutput> outputs) {
        return batchName + "-" + epochOf(outputs.get(0).name());
    }

    /** The epoch in a name; the highest there is for a name that is not of these, which nobody may touch. */
    static long epochOf(String name) {
        Matcher matcher = OF_AN_EPOCH.matcher(name);
        if (!matcher.matches()) {
            return Long.MAX_VALUE;
        }
        return Long.parseLong(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
}
