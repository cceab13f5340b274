package dev.millrace.log.simulation;

import dev.millrace.log.LogScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until it is advanced, and tasks that run in the thread that advances it. Serves a log as its
 * clock and its threads. Any thread may call it.
 */
public final class SimulatedTime implements InstantSource, LogScheduler {

    private record Task(Instant due, long number, Runnable action) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Task> tasks = new ArrayList<>();
    private Instant now;
    private long numbers;

    public SimulatedTime(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, Duration.ZERO);
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        lock.lock();
        try {
            tasks.add(new Task(now.plus(delay), numbers++, task));
        } finally {
            lock.unlock();
        }
    }

    /** Runs what is due, and what that makes due, in order. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, and runs what becomes due meanwhile, each task at its own instant. */
    public void advance(Duration duration) {
        Instant until = instant().plus(duration);
        Task task = nextDue(until);
        while (task != null) {
            task.action.run();
            task = nextDue(until);
        }
    }

    /** The process dies: what it had scheduled never runs. */
    public void forgetTasks() {
        lock.lock();
        try {
            tasks.clear();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task nextDue(Instant until) {
        lock.lock();
        try {
            Task next = tasks.stream()
                    .filter(task -> !task.due.isAfter(until))
                    .min(Comparator.comparing(Task::due).thenComparing(Task::number))
                    .orElse(null);
            if (next == null) {
                now = until;
            } else {
                tasks.remove(next);
                now = next.due;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
