package dev.millrace.spark;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.util.ShutdownHookManager;
import scala.runtime.BoxedUnit;

/**
 * Lets a program that stops gracefully in a shutdown hook end its batches: Spark stops its context in a hook too, and hooks
 * run side by side. Spark's waits here, shortly for a program to say that it stops, then until it has; no longer than
 * {@code spark.shutdown.timeout} (30 s), after which it is interrupted. Any thread.
 */
final class ProcessEnd {
    /** Of several of Spark's own hooks the one with the higher priority runs first. */
    private static final int PRIORITY = ShutdownHookManager.SPARK_CONTEXT_SHUTDOWN_PRIORITY() + 1;

    private static final ProcessEnd OF_THIS_PROCESS = new ProcessEnd();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Object> open = new HashSet<>();
    private final Set<Object> draining = new HashSet<>();
    private boolean hooked;

    /** The one that Spark's hooks wait for. */
    static ProcessEnd ofThisProcess() {
        ProcessEnd end = OF_THIS_PROCESS;
        end.hook();
        return end;
    }

    private void hook() {
        lock.lock();
        try {
            if (!hooked && !ShutdownHookManager.inShutdown()) {
                hooked = true;
                ShutdownHookManager.addShutdownHook(PRIORITY, () -> {
                    awaitEnds(TimeUnit.SECONDS.toNanos(1));
                    return BoxedUnit.UNIT;
                });
            }
        } finally {
            lock.unlock();
        }
    }

    void opened(Object engine) {
        change(() -> open.add(engine));
    }

    /** Its program stops gracefully. */
    void draining(Object engine) {
        change(() -> draining.add(engine));
    }

    void closed(Object engine) {
        change(() -> {
            open.remove(engine);
            draining.remove(engine);
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all engines that drain are closed; for the first to begin to drain, this long. */
    void awaitEnds(long nanosToBegin) {
        lock.lock();
        try {
            long remaining = nanosToBegin;
            while (!open.isEmpty() && draining.isEmpty() && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            while (!draining.isEmpty()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
