package dev.millrace.receiver;

import dev.millrace.connector.Receiving;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of {@code onStart}, which may take as long as the receiver receives. */
final class Running {
    private final Receiving receiving;
    private final Consumer<Throwable> failed;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    Running(Receiving receiving, Consumer<Throwable> failed) {
        this.receiving = receiving;
        this.failed = failed;
    }

    /** In a thread of its own of this name. */
    void startThread(String name) {
        Thread started = new Thread(this::run, name);
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    void startIn(Executor executor) {
        executor.execute(this::run);
    }

    private void run() {
        try {
            receiving.onStart();
        } catch (Throwable t) {
            failed.accept(t);
        } finally {
            ended.countDown();
        }
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void interrupt() {
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
        }
    }

    /** Whether it has ended in this time; at once, if it is this very thread that runs. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return thread == Thread.currentThread() || ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
