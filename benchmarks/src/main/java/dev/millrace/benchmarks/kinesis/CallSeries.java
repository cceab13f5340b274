package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.Flatness;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Usage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The calls of all connections, in the order in which they end: first until their rate is flat, then those that are measured. Any thread reports. */
final class CallSeries {
    private final Contender contender;
    private final Effort effort;
    private final Flatness warmUp;
    private Snapshot from;
    private Snapshot until;
    private Phase phase = Phase.WARM_UP;
    private long lastEndNanos;
    private long records;
    private long[] callNanos = new long[1024];
    private int calls;

    /** Goes on from one to the next and never back. */
    private enum Phase {
        WARM_UP,
        MEASURED,
        OVER
    }

    /** What server and loader had used up at an instant. */
    private record Snapshot(long nanos, long serverCpuNanos, Usage loader) {
        static Snapshot of(Contender contender) {
            return new Snapshot(System.nanoTime(), contender.cpuNanos(), Usage.now());
        }
    }

    CallSeries(Contender contender, Effort effort) {
        this.contender = contender;
        this.effort = effort;
        this.warmUp = new Flatness(effort);
        this.from = Snapshot.of(contender);
        this.until = from;
        this.lastEndNanos = from.nanos;
    }

    /** A call has ended, with so many records. Gives whether another is wanted. */
    synchronized boolean completed(long startNanos, int callRecords) {
        long now = System.nanoTime();
        long sinceLast = Math.max(0, now - lastEndNanos);
        lastEndNanos = now;
        if (phase == Phase.WARM_UP && warmUp.add(sinceLast)) {
            from = Snapshot.of(contender);
            phase = Phase.MEASURED;
        } else if (phase == Phase.MEASURED) {
            records += callRecords;
            add(now - startNanos);
            if (now - from.nanos >= effort.measured().toNanos() && calls >= effort.passesMin()) {
                until = Snapshot.of(contender);
                phase = Phase.OVER;
            }
        }
        return phase != Phase.OVER;
    }

    private void add(long nanos) {
        if (calls == callNanos.length) {
            callNanos = Arrays.copyOf(callNanos, 2 * calls);
        }
        callNanos[calls++] = nanos;
    }

    synchronized boolean isFlat() {
        return warmUp.isFlat();
    }

    /** What was measured; all calls have ended. */
    synchronized Map<Metric, Double> metrics() {
        if (phase != Phase.OVER) {
            throw new IllegalStateException("the series has not ended");
        }
        long[] sorted = Arrays.copyOf(callNanos, calls);
        Arrays.sort(sorted);
        double count = Math.max(1, records);
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.NANOS_PER_RECORD, (until.nanos - from.nanos) / count);
        metrics.put(Metric.CPU_NANOS_PER_RECORD, (until.serverCpuNanos - from.serverCpuNanos) / count);
        metrics.put(Metric.LOADER_CPU_NANOS_PER_RECORD, until.loader.cpuNanosSince(from.loader) / count);
        metrics.put(Metric.MILLIS_PER_CALL_P50, percentile(sorted, 0.5));
        metrics.put(Metric.MILLIS_PER_CALL_P99, percentile(sorted, 0.99));
        metrics.put(Metric.RESIDENT_BYTES, (double) contender.peakResidentBytes());
        return metrics;
    }

    static double percentile(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
