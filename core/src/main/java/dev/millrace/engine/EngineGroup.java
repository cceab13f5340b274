package dev.millrace.engine;

import dev.millrace.storage.StateFile;
import java.util.List;

/**
 * Several batches on an engine, one after the other, whose changes of state become the state together: each sees what those
 * before it changed, and until the group ends nothing of it is committed. Between two batches the batch thread calls it.
 */
public interface EngineGroup {
    /** No more batches follow. What the group changed is the state of this one, the last of those that had something to do. */
    void end(long last);

    /** Writes what all of its batches changed, in files nobody reads until {@code Done} names them, durable when that is. */
    List<StateFile> stageState();

    /** Its batches are done: their changes are the state now. */
    void commit();

    /** Its batches never were: state is as the batch before the first left it. */
    void abort();
}
