package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.connector.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The few threads on which the shards of a stream are fetched, what they share, and the first failure of any. */
final class FetchThreads implements AutoCloseable {
    /** An answer that is still awaited when the source is closed is not waited for much longer. */
    private static final long CLOSE_SECONDS = 2;

    private final ScheduledThreadPoolExecutor executor;
    private final Clock clock;
    private final AtomicReference<@Nullable MillraceException> failure = new AtomicReference<>();
    private volatile FetchSettings settings;
    private volatile long bytesPerShard;

    FetchThreads(String name, FetchSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.bytesPerShard = settings.bufferedBytesMax();
        AtomicInteger number = new AtomicInteger();
        executor = new ScheduledThreadPoolExecutor(settings.fetchThreadsMax(), task -> {
            Thread thread = new Thread(task, "millrace-kinesis-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    FetchSettings settings() {
        return settings;
    }

    /** Somebody keeps the limits after all, so from now on they are kept here. */
    void throttled() {
        settings = settings.withHurry(false);
    }

    Clock clock() {
        return clock;
    }

    /** How much of one shard may be held. */
    long bytesPerShard() {
        return bytesPerShard;
    }

    void divideAmong(int shards) {
        bytesPerShard = settings.bufferedBytesMax() / Math.max(1, shards);
        executor.setCorePoolSize(Math.max(1, Math.min(shards, settings.fetchThreadsMax())));
    }

    void schedule(long delayNanos, Runnable task) {
        try {
            executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nobody waits for the answer.
            return;
        }
    }

    <V> CompletableFuture<V> call(Callable<V> task) {
        CompletableFuture<V> result = new CompletableFuture<>();
        schedule(0, () -> {
            try {
                result.complete(task.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    void failed(MillraceException e) {
        failure.compareAndSet(null, e);
    }

    /** Throws what a thread has failed with, if one has. */
    void check() {
        MillraceException e = failure.get();
        if (e != null) {
            throw e;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
