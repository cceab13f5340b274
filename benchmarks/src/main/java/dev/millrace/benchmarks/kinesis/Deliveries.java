package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.fork.Metric;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each of a series of calls was due, was acknowledged, and was seen by the subscriber of the shard that its marked record went to. Any thread reports. */
final class Deliveries {
    private static final long SECONDS_MAX = 30;

    private final AtomicLongArray due;
    private final AtomicLongArray acknowledged;
    private final AtomicLongArray seen;
    private final CountDownLatch missing;

    Deliveries(int calls) {
        this.due = new AtomicLongArray(calls);
        this.acknowledged = new AtomicLongArray(calls);
        this.seen = new AtomicLongArray(calls);
        this.missing = new CountDownLatch(calls);
    }

    int calls() {
        return due.length();
    }

    void due(int call, long nanos) {
        due.set(call, nanos);
    }

    void acknowledged(int call, long nanos) {
        acknowledged.set(call, nanos);
    }

    void seen(int call, long nanos) {
        if (call < calls() && seen.compareAndSet(call, 0, nanos)) {
            missing.countDown();
        }
    }

    /** False if some call's record never came. */
    boolean awaitAll() throws InterruptedException {
        return missing.await(SECONDS_MAX, TimeUnit.SECONDS);
    }

    /** Of all calls but so many at the beginning. */
    Map<Metric, Double> metrics(int leftOut) {
        int count = calls() - leftOut;
        long[] sinceDue = new long[count];
        long[] sinceAcknowledged = new long[count];
        for (int i = 0; i < count; i++) {
            int call = leftOut + i;
            sinceDue[i] = seen.get(call) - due.get(call);
            // A record may be there before the reply is.
            sinceAcknowledged[i] = Math.max(0, seen.get(call) - acknowledged.get(call));
        }
        Arrays.sort(sinceDue);
        Arrays.sort(sinceAcknowledged);
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.MILLIS_TO_DELIVERY_P50, CallSeries.percentile(sinceAcknowledged, 0.5));
        metrics.put(Metric.MILLIS_TO_DELIVERY_P99, CallSeries.percentile(sinceAcknowledged, 0.99));
        metrics.put(Metric.MILLIS_FROM_DUE_TO_DELIVERY_P50, CallSeries.percentile(sinceDue, 0.5));
        metrics.put(Metric.MILLIS_FROM_DUE_TO_DELIVERY_P99, CallSeries.percentile(sinceDue, 0.99));
        return metrics;
    }
}
