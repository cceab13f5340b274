package dev.millrace;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The state of a context and its transitions; any thread may call. */
final class Lifecycle {
    private final ReentrantLock transition = new ReentrantLock();
    private volatile ContextState state = new ContextState.Building();
    private final CountDownLatch ended = new CountDownLatch(1);

    ContextState state() {
        return state;
    }

    /** Moves on if the context is in one of these states; returns whether it was. */
    boolean move(Set<Class<? extends ContextState>> from, ContextState to) {
        transition.lock();
        try {
            if (!from.contains(state.getClass())) {
                return false;
            }
            state = to;
        } finally {
            transition.unlock();
        }
        if (to.isFinal()) {
            ended.countDown();
        }
        return true;
    }

    void stopped() {
        move(
                Set.of(ContextState.Building.class, ContextState.Running.class, ContextState.Draining.class),
                new ContextState.Stopped());
    }

    void failed(MillraceException cause) {
        move(
                Set.of(ContextState.Building.class, ContextState.Running.class, ContextState.Draining.class),
                new ContextState.Failed(cause));
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Whether it ended in this time. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
