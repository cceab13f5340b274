package dev.millrace.connector;

import java.io.Serializable;
import java.util.List;

/**
 * An open source that the tasks of the batches read, for engines whose tasks run in other processes
 * ({@link SourceContext#tasksRunElsewhere}): what it reads doesn't pass through the driver. Before each poll it says what is
 * to be read, learns what was, and gives that to the batch. Thread and life as of any reader:
 * {@code (toRead, wasRead, poll, committed)*}.
 */
public interface OpenReader<T, R extends Serializable> extends SourceReader<T> {
    /** What the tasks should read for the next batch, {@code recordsMax} records at most; empty where it isn't time yet. */
    List<OpenSplit<T, R>> toRead(long recordsMax);

    /** What they have read, in the order of what was asked for; not called where nothing was. */
    void wasRead(List<Reading<T, R>> readings);
}
