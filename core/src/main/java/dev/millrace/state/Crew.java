package dev.millrace.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Runs many small pieces of work: the caller's thread and others that live only as long as that takes. */
record Crew(String name, int threads) {
    /** Nobody but the caller. */
    static Crew alone() {
        return new Crew("", 1);
    }

    /** Runs the pieces 0 to {@code count - 1}, each once; throws the failure of the first of them that failed. */
    void run(int count, boolean worthwhile, IntConsumer piece) {
        Run run = new Run(count, piece);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; worthwhile && i < Math.min(threads, count); i++) {
            Thread helper = new Thread(run::work, name + "-" + i);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
        run.work();
        boolean interrupted = false;
        for (Thread helper : helpers) {
            interrupted |= join(helper);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        run.throwFailure();
    }

    /** Waits until a thread has ended; tells whether somebody interrupted that. */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private static final class Run {
        private final int count;
        private final IntConsumer piece;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<@Nullable Throwable> failures;
        private volatile boolean failed;

        private Run(int count, IntConsumer piece) {
            this.count = count;
            this.piece = piece;
            this.failures = new AtomicReferenceArray<>(count);
        }

        private void work() {
            for (int i = next.getAndIncrement(); i < count && !failed; i = next.getAndIncrement()) {
                try {
                    piece.accept(i);
                } catch (RuntimeException | Error e) {
                    failures.set(i, e);
                    failed = true;
                }
            }
        }

        private void throwFailure() {
            for (int i = 0; failed && i < count; i++) {
                Throwable failure = failures.get(i);
                if (failure instanceof Error error) {
                    throw error;
                }
                if (failure instanceof RuntimeException exception) {
                    throw exception;
                }
            }
        }
    }
}
