package dev.millrace.log;

import java.time.Duration;

/**
 * Threads that logs borrow: for commits that nobody waits for in person, and for syncs that are due later. One serves
 * any number of logs. A test passes one that it drives by hand.
 */
public interface LogScheduler {

    /** Runs a task soon, on another thread than the caller's. The task may block on the disk. */
    void execute(Runnable task);

    /** Runs a task once, after a delay, as {@link #execute} would. */
    void schedule(Runnable task, Duration delay);
}
