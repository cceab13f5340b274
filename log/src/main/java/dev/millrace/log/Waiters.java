package dev.millrace.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those who wait for a commit. Guarded by the lock of {@link GroupCommit}, except where it says otherwise. */
final class Waiters {

    private List<Waiter> waiting = new ArrayList<>();

    void add(Waiter waiter) {
        waiting.add(waiter);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** A thread that still waits, or null if only futures do. */
    @Nullable
    Waiter anyThread() {
        for (Waiter waiter : waiting) {
            if (waiter.isThread()) {
                return waiter;
            }
        }
        return null;
    }

    /** Takes out those who wait for no more than this position. */
    List<Waiter> takeUntil(long committed) {
        List<Waiter> done = new ArrayList<>();
        List<Waiter> rest = new ArrayList<>();
        for (Waiter waiter : waiting) {
            (waiter.position() <= committed ? done : rest).add(waiter);
        }
        waiting = rest;
        return done;
    }

    /**
     * Tells them; called without the lock. Futures are completed by the scheduler: what depends on them must not hold up
     * a thread that waits.
     */
    static void tell(List<Waiter> done, @Nullable LogException problem, LogScheduler scheduler) {
        List<Waiter> futures = new ArrayList<>();
        for (Waiter waiter : done) {
            if (waiter.isThread()) {
                waiter.complete(problem);
            } else {
                futures.add(waiter);
            }
        }
        if (!futures.isEmpty()) {
            scheduler.execute(() -> futures.forEach(waiter -> waiter.complete(problem)));
        }
    }
}
