package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.connector.Clock;
import dev.millrace.plan.Operator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage. The batch thread and whichever workers come to help take them in order until none is left; the
 * first failure, or closing the engine, makes the others end early.
 */
final class StageRun {
    private final EmbeddedBatch batch;
    private final Node node;
    private final int site;
    private final int from;
    private final int until;
    private final TaskBody<?> body;
    private final Clock clock;
    private final Thread owner = Thread.currentThread();
    private final AtomicInteger next;
    private final AtomicInteger left;
    private final @Nullable Object[] results;
    private final @Nullable Throwable[] failures;
    private final AtomicReferenceArray<Running> running;
    private volatile boolean cancelled;

    /** A task that a thread has in hand. */
    private record Running(Thread thread, int partition, long startNanos) {}

    /** {@code site} is where what is added to accumulators belongs, unless an operator is known to add it. */
    StageRun(EmbeddedBatch batch, Node node, int site, int from, int until, TaskBody<?> body, Clock clock) {
        this.batch = batch;
        this.node = node;
        this.site = site;
        this.from = from;
        this.until = until;
        this.body = body;
        this.clock = clock;
        this.next = new AtomicInteger(from);
        this.left = new AtomicInteger(until - from);
        this.results = new Object[until - from];
        this.failures = new Throwable[until - from];
        this.running = new AtomicReferenceArray<>(until - from);
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean hasUntaken() {
        return next.get() < until;
    }

    /** Runs tasks until none is left to take. Any worker, and the batch thread. */
    void work() {
        for (int partition = next.getAndIncrement(); partition < until; partition = next.getAndIncrement()) {
            runOne(partition);
        }
    }

    /** Runs the next task, if there is one. */
    void workOnce() {
        int partition = next.getAndIncrement();
        if (partition < until) {
            runOne(partition);
        }
    }

    private void runOne(int partition) {
        int place = partition - from;
        Tally tally = Tally.begin(site, partition);
        try {
            if (!cancelled) {
                running.set(place, new Running(Thread.currentThread(), partition, clock.nanoTime()));
                Task task = new Task(batch, this, partition, tally);
                Object result = body.run(task);
                task.throwIfCancelled();
                results[place] = result;
                tally.additions(batch::added);
            }
        } catch (Throwable thrown) {
            failures[place] = thrown;
            cancelled = true;
        } finally {
            tally.end();
            running.set(place, null);
            if (left.decrementAndGet() == 0) {
                LockSupport.unpark(owner);
            }
        }
    }

    /** Makes the tasks end early, interrupts those that run, and returns without waiting for them. Any thread. */
    void cancel() {
        cancelled = true;
        for (int i = 0; i < running.length(); i++) {
            Running task = running.get(i);
            if (task != null) {
                task.thread().interrupt();
            }
        }
    }

    /** Waits for the tasks that others took, and gives the results. Batch thread. */
    List<?> await() {
        boolean interrupted = false;
        for (int spins = 0; left.get() > 0; spins++) {
            if (Thread.interrupted()) {
                interrupted = true;
                cancel();
            }
            if (spins < 200) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = firstFailure();
        if (failure != null) {
            throw failed(failure);
        }
        if (cancelled) {
            throw new CancellationException("batch " + batch.inputs().batch() + " was interrupted");
        }
        return Arrays.asList(results);
    }

    /** The failure of the lowest partition, before those that only followed from it. */
    private @Nullable Throwable firstFailure() {
        Throwable first = null;
        for (Throwable failure : failures) {
            if (failure != null && (first == null || first instanceof CancellationException)) {
                first = failure;
            }
        }
        return first;
    }

    private RuntimeException failed(Throwable failure) {
        int partition = from + Arrays.asList(failures).indexOf(failure);
        if (failure instanceof CancellationException || failure instanceof MillraceException) {
            return (RuntimeException) failure;
        }
        String where = "batch " + batch.inputs().batch() + ", partition " + partition + ": ";
        if (failure instanceof StepFailure step) {
            Throwable cause = step.getCause() == null ? step : step.getCause();
            if (cause instanceof MillraceException told && told.kind() != MillraceException.Kind.USER_CODE) {
                return told;
            }
            Object why = cause instanceof MillraceException told ? told.getMessage() : cause;
            return new MillraceException(
                    MillraceException.Kind.USER_CODE, where + step.operator() + " failed: " + why, cause);
        }
        return new MillraceException(
                MillraceException.Kind.INTERNAL, where + operators() + " failed: " + failure, failure);
    }

    String operators() {
        Set<Operator> operators = new LinkedHashSet<>();
        node.operators(operators);
        return operators.stream().map(Operator::toString).collect(Collectors.joining(", "));
    }

    List<RunningTask> runningTasks() {
        List<RunningTask> tasks = new ArrayList<>();
        for (int i = 0; i < running.length(); i++) {
            Running task = running.get(i);
            if (task != null) {
                Duration since = clock.since(task.startNanos());
                tasks.add(new RunningTask(
                        operators(), batch.inputs().batch(), task.partition(), since, UserFrame.of(task.thread())));
            }
        }
        return tasks;
    }
}
