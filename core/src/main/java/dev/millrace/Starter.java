package dev.millrace;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The thread that opens a context, so that a stop needn't wait until an endpoint that is away has been given up. */
final class Starter {
    private final ReentrantLock change = new ReentrantLock();
    private @Nullable Thread thread;
    private boolean interrupted;

    /** This thread is at it. */
    void begins() {
        change.lock();
        try {
            thread = Thread.currentThread();
        } finally {
            change.unlock();
        }
    }

    /** It isn't any more, and goes on without the interrupt that was meant for the start. */
    void ends() {
        change.lock();
        try {
            thread = null;
            if (interrupted) {
                interrupted = false;
                Thread.interrupted();
            }
        } finally {
            change.unlock();
        }
    }

    /** Ends the start, if one is under way in another thread. */
    void interrupt() {
        change.lock();
        try {
            Thread starting = thread;
            if (starting != null && starting != Thread.currentThread()) {
                interrupted = true;
                starting.interrupt();
            }
        } finally {
            change.unlock();
        }
    }
}
