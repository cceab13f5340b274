package dev.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that help the batch thread with a stage. They are started when the first stage is worth it, and wait parked
 * for the next.
 */
final class Workers {
    private final String name;
    private final int helpers;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable StageRun stage;
    private volatile boolean closed;

    /** One of these threads, known by its class wherever it is met. */
    private static final class WorkerThread extends Thread {
        private final Workers workers;

        private WorkerThread(Workers workers, String name) {
            super(workers::helpForEver, name);
            this.workers = workers;
        }
    }

    Workers(String name, int helpers) {
        this.name = name;
        this.helpers = helpers;
    }

    /** Whether it is one of these. Any thread. */
    boolean contain(Thread thread) {
        return thread instanceof WorkerThread worker && worker.workers == this;
    }

    /** Asks for help with a stage. Batch thread. */
    void help(StageRun run, int tasks) {
        if (threads.isEmpty()) {
            start();
        }
        stage = run;
        for (int i = 0; i < Math.min(helpers, tasks); i++) {
            LockSupport.unpark(threads.get(i));
        }
    }

    /** No more help is needed. Batch thread. */
    void done() {
        stage = null;
    }

    private void start() {
        for (int i = 0; i < helpers; i++) {
            Thread thread = new WorkerThread(this, name + "-worker-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void helpForEver() {
        while (!closed) {
            StageRun run = stage;
            if (run != null && run.hasUntaken()) {
                run.work();
                Thread.interrupted(); // the interrupt was for that task
            } else {
                LockSupport.park(this);
                if (!closed) {
                    Thread.interrupted();
                }
            }
        }
    }

    void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
