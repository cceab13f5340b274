package dev.millrace.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Someone who waits until everything before a position is committed: a parked thread, or a future. */
final class Waiter {

    private enum State {
        WAITING,
        /** It is this thread's turn to write for all. */
        LEADING,
        DONE
    }

    final long position;
    final @Nullable CompletableFuture<Void> future;
    private final @Nullable Thread thread;
    private volatile State state = State.WAITING;
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

    boolean isThread() {
        return thread != null;
    }

    /** Tells the thread or the future; without a failure all is well. */
    void complete(@Nullable LogException cause) {
        failure = cause;
        state = State.DONE;
        if (thread != null) {
            LockSupport.unpark(thread);
        } else if (future != null) {
            if (cause == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(cause.again());
            }
        }
    }

    void makeLeader() {
        state = State.LEADING;
        LockSupport.unpark(thread);
    }

    /**
     * Parks the calling thread; true if it has become the leader, false if what it waits for is committed. An interrupt
     * does not end the wait; it is kept for the caller.
     */
    boolean park() {
        boolean interrupted = false;
        try {
            while (state == State.WAITING) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return state == State.LEADING;
    }

    void throwFailure() {
        LogException cause = failure;
        if (cause != null) {
            throw cause.again();
        }
    }
}
