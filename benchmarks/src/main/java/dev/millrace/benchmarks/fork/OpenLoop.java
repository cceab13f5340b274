package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that come when they come, whether whoever reads them keeps up or not: number n is due n pauses after the start,
 * which is when somebody first asks. Each is put out with the count of its key so far; its latency is from when it was due to
 * that. Each parallel input has the numbers of a part. Any thread may call.
 */
public final class OpenLoop {
    /** Different keys; a multiple of the parts, so that a key's numbers are all in one of them. */
    public static final int KEYS = 1_000;

    private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static volatile @Nullable OpenLoop current;

    private final int perSecond;
    private final Duration warmUp;
    private final long warmUpNumbers;
    private final long numbers;
    private final AtomicLong startNanos = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();
    private final LongAdder sum = new LongAdder();
    private final AtomicHistogram latencies = new AtomicHistogram(LATENCY_NANOS_MAX, 3);
    private final CompletableFuture<@Nullable Void> allSeen = new CompletableFuture<>();
    private final CompletableFuture<ForkResult> result = new CompletableFuture<>();
    private final AtomicHistogram pauses = new AtomicHistogram(LATENCY_NANOS_MAX, 3);

    private OpenLoop(int perSecond, Duration warmUp, Duration measured) {
        this.perSecond = perSecond;
        this.warmUp = warmUp;
        this.warmUpNumbers = warmUp.toMillis() * perSecond / 1_000;
        this.numbers = warmUpNumbers + measured.toMillis() * perSecond / 1_000;
    }

    /** The one of this process, whose tasks find it by {@link #current()}. */
    public static OpenLoop begin(int perSecond, Effort effort) {
        boolean shows = effort.warmUpMax().isZero();
        OpenLoop loop = shows
                ? new OpenLoop(perSecond, Duration.ofMillis(100), Duration.ofMillis(400))
                : new OpenLoop(perSecond, effort.warmUpMax(), effort.measured().multipliedBy(4));
        current = loop;
        return loop;
    }

    public static OpenLoop current() {
        OpenLoop loop = current;
        if (loop == null) {
            throw new IllegalStateException("no loop has begun");
        }
        return loop;
    }

    public static Long key(Long number) {
        return number % KEYS;
    }

    /** How many numbers of a part are due by now. */
    public long due(int part) {
        long due = Math.min(numbers, (long) ((System.nanoTime() - start()) / nanosBetween()));
        return (due - part + Batch.PARTS - 1) / Batch.PARTS;
    }

    /** How many numbers of a part there will have been. */
    public long all(int part) {
        return (numbers - part + Batch.PARTS - 1) / Batch.PARTS;
    }

    /** The number at an index of a part. */
    public static long number(int part, long index) {
        return index * Batch.PARTS + part;
    }

    private double nanosBetween() {
        return (double) SECOND_NANOS / perSecond;
    }

    private long start() {
        long start = startNanos.get();
        if (start == 0 && startNanos.compareAndSet(0, System.nanoTime())) {
            watch();
        }
        return startNanos.get();
    }

    /** A number was put out, with how many of its key there were with it. */
    public void seen(long number, long count) {
        long late = System.nanoTime() - startNanos.get() - (long) (number * nanosBetween());
        sum.add(Digest.mix(Digest.mix(number) + count));
        if (number >= warmUpNumbers) {
            latencies.recordValue(Math.max(0, Math.min(LATENCY_NANOS_MAX, late)));
        }
        if (seen.incrementAndGet() == numbers) {
            allSeen.complete(null);
        }
    }

    /** A thread that only parks was woken up so much later than it asked for. */
    public void paused(long nanos) {
        if (System.nanoTime() - startNanos.get() > warmUp.toNanos()) {
            pauses.recordValue(Math.max(0, Math.min(LATENCY_NANOS_MAX, nanos)));
        }
    }

    public void failed(Throwable failure) {
        allSeen.completeExceptionally(failure);
    }

    /** Completes once all numbers were put out. */
    public CompletableFuture<ForkResult> result() {
        return result;
    }

    /** What is used up is taken by threads of their own: it takes longer than a latency. */
    private void watch() {
        Executor afterWarmUp = CompletableFuture.delayedExecutor(warmUp.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture.supplyAsync(Usage::now, afterWarmUp)
                .thenCombineAsync(allSeen, (begun, nothing) -> measured(begun, Usage.now()))
                .whenComplete((measured, failure) -> {
                    if (failure == null) {
                        result.complete(measured);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
    }

    private ForkResult measured(Usage begun, Usage ended) {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.LATENCY_MICROS_P50, latencies.getValueAtPercentile(50) / 1e3);
        metrics.put(Metric.LATENCY_MICROS_P99, latencies.getValueAtPercentile(99) / 1e3);
        metrics.put(Metric.LATENCY_MICROS_P9999, latencies.getValueAtPercentile(99.99) / 1e3);
        if (pauses.getTotalCount() > 0) {
            metrics.put(Metric.PAUSE_MICROS_P99, pauses.getValueAtPercentile(99) / 1e3);
            metrics.put(Metric.PAUSE_MICROS_P9999, pauses.getValueAtPercentile(99.99) / 1e3);
        }
        metrics.put(Metric.CPU_NANOS_PER_RECORD, ended.cpuNanosSince(begun) / (double) (numbers - warmUpNumbers));
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult(numbers + "-" + Long.toHexString(sum.sum()), true, metrics);
    }
}
