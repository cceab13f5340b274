package dev.millrace.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Someone who waits until everything before a position is committed: a parked thread, or a future. */
final class Waiter {

    private final long position;
    private final @Nullable Thread thread;
    private final @Nullable CompletableFuture<Void> future;

    private volatile boolean nudged;
    private volatile boolean done;
    /** Written before {@code done}, read after it. */
    private @Nullable LogException failure;

    private Waiter(long position, @Nullable Thread thread, @Nullable CompletableFuture<Void> future) {
        this.position = position;
        this.thread = thread;
        this.future = future;
    }

    static Waiter currentThread(long position) {
        return new Waiter(position, Thread.currentThread(), null);
    }

    static Waiter future(long position, CompletableFuture<Void> future) {
        return new Waiter(position, null, future);
    }

    long position() {
        return position;
    }

    boolean isThread() {
        return thread != null;
    }

    boolean isDone() {
        return done;
    }

    /** Tells the thread or the future; without a failure all is well. */
    void complete(@Nullable LogException cause) {
        failure = cause;
        done = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        } else if (future != null && cause == null) {
            future.complete(null);
        } else if (future != null && cause != null) {
            future.completeExceptionally(cause.again());
        }
    }

    /** Wakes the thread, to write for all if nobody else does by then. */
    void nudge() {
        nudged = true;
        LockSupport.unpark(thread);
    }

    /** Parks the calling thread until it is done or nudged. An interrupt doesn't end the wait; the caller gets it back. */
    void park() {
        boolean interrupted = false;
        while (!done && !nudged) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        nudged = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void throwFailure() {
        LogException cause = failure;
        if (cause != null) {
            throw cause.again();
        }
    }
}
