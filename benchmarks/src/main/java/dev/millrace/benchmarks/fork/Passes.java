package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of one fork: a contestant reports every pass over its batch, is told when to stop, and the passes after the
 * warm-up make the figure. One thread reports; the result is read after it has ended.
 */
public final class Passes implements Series {
    private final int recordsPerPass;
    private final Effort effort;
    private final Flatness warmUp;
    private long warmUpNanos;
    private boolean collected;
    private @Nullable String hash;
    private @Nullable Usage measuredFrom;
    private @Nullable Usage measuredUntil;
    private long measuredNanos;
    private long measuredPasses;

    public Passes(int recordsPerPass, Effort effort) {
        this.recordsPerPass = recordsPerPass;
        this.effort = effort;
        this.warmUp = new Flatness(effort);
    }

    @Override
    public boolean completed(long nanos, Digest result) {
        requireSame(result.hash());
        if (measuredFrom == null) {
            collectOnce(nanos);
            if (warmUp.add(nanos)) {
                measuredFrom = Usage.now();
            }
            return true;
        }
        if (measuredUntil != null) {
            return false;
        }
        measuredNanos += nanos;
        measuredPasses++;
        if (measuredNanos < effort.measured().toNanos() || measuredPasses < effort.passesMin()) {
            return true;
        }
        measuredUntil = Usage.now();
        return false;
    }

    /** The input becomes old during the warm-up: later young collections copy it no more, whoever the contestant is. */
    private void collectOnce(long nanos) {
        warmUpNanos += nanos;
        if (!collected && warmUpNanos >= effort.warmUpMin().toNanos() / 2) {
            collected = true;
            System.gc();
        }
    }

    void requireSame(String found) {
        if (hash == null) {
            hash = found;
        } else if (!hash.equals(found)) {
            throw new WrongAnswerException("one pass gave " + hash + ", a later one " + found);
        }
    }

    @Override
    public ForkResult result() {
        if (hash == null || measuredFrom == null || measuredUntil == null) {
            throw new IllegalStateException("the series has not ended");
        }
        double records = (double) measuredPasses * recordsPerPass;
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.NANOS_PER_RECORD, measuredNanos / records);
        metrics.put(Metric.CPU_NANOS_PER_RECORD, measuredUntil.cpuNanosSince(measuredFrom) / records);
        metrics.put(Metric.BYTES_PER_RECORD, measuredUntil.allocatedBytesSince(measuredFrom) / records);
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult(hash, warmUp.isFlat(), metrics);
    }
}
