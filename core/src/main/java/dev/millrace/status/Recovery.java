package dev.millrace.status;

import java.util.List;

/**
 * What a start found in its checkpoint.
 *
 * @param fresh whether there was none, or the context has no checkpoint directory
 * @param epoch the number of this start: higher than that of every earlier one
 * @param lastBatchDone number of the last batch that is done, 0 if none is
 * @param inDoubtBatch number of the batch that was sealed but not done and has to run again, the first of them where batches
 *     are done in groups, 0 if none was
 * @param lastInDoubtBatch the last of them, mostly the same
 * @param outputsPublished how many staged outputs of the last batch done were not visible yet and now are
 * @param added names that the checkpoint didn't know
 * @param removed names that only the checkpoint knows; what it holds of them is kept
 */
public record Recovery(
        boolean fresh,
        long epoch,
        long lastBatchDone,
        long inDoubtBatch,
        long lastInDoubtBatch,
        int outputsPublished,
        List<String> added,
        List<String> removed) {
    public Recovery {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** What a context without a checkpoint directory finds. */
    public static Recovery none() {
        return new Recovery(true, 1, 0, 0, 0, 0, List.of(), List.of());
    }

    public boolean foundBatchInDoubt() {
        return inDoubtBatch > 0;
    }

    /** The line that a start writes to the log. */
    @Override
    public String toString() {
        if (fresh) {
            return "started with epoch " + epoch + " on a new checkpoint";
        }
        StringBuilder text = new StringBuilder("started with epoch " + epoch + " after batch " + lastBatchDone);
        if (!foundBatchInDoubt()) {
            text.append("; none in doubt");
        } else if (lastInDoubtBatch == inDoubtBatch) {
            text.append("; batch ").append(inDoubtBatch).append(" is in doubt and runs again");
        } else {
            text.append("; batches ").append(inDoubtBatch).append(" to ").append(lastInDoubtBatch);
            text.append(" are in doubt and run again");
        }
        if (outputsPublished > 0) {
            text.append("; published ").append(outputsPublished).append(" outputs that were not visible yet");
        }
        if (!added.isEmpty()) {
            text.append("; new: ").append(added);
        }
        if (!removed.isEmpty()) {
            text.append("; no longer in the program, kept in the checkpoint: ").append(removed);
        }
        return text.toString();
    }
}
