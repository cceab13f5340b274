package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkTask;

/**
 * What the database knows of one partition of a sink: the last batch that was committed there, its time, and the epoch of the
 * driver that wrote it. Pure.
 *
 * @param time as text, as it is kept
 */
record Mark(long batch, String time, long epoch) {
    static Mark of(SinkTask task) {
        return new Mark(task.batch(), task.time().toString(), task.epoch());
    }

    /**
     * Whether the task's records are there already.
     *
     * @throws MillraceException CONFIGURATION where a later driver has written, or a program with another checkpoint
     */
    boolean isOf(SinkTask task, String howToForget) {
        refuseBehind(task, epoch, batch, howToForget);
        if (batch == task.batch() && !time.equals(task.time().toString())) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "batch %d of %s is to be written, and a batch %d of %s is there: another program has this name, or this one was"
                                    .formatted(batch, task.time(), batch, time)
                            + " started without its checkpoint; " + howToForget);
        }
        return batch == task.batch();
    }

    /**
     * Refuses a task behind whose driver another one has come, or whose batch lies before one that is there.
     *
     * @param epoch the highest that the sink has a mark of
     * @param batch the last that the sink has a mark of
     */
    static void refuseBehind(SinkTask task, long epoch, long batch, String howToForget) {
        if (epoch > task.epoch()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "a driver of epoch %d has written to it, this one has epoch %d. Either another process runs this program now, or"
                                    .formatted(epoch, task.epoch())
                            + " the program was started without its checkpoint; " + howToForget);
        }
        if (batch > task.batch()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "batch %d is to be written, and batch %d is there. The program was started without its checkpoint, or another"
                                    .formatted(task.batch(), batch)
                            + " one has its name; " + howToForget);
        }
    }
}
