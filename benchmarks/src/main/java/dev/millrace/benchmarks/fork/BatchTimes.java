package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The times of a {@link StateSeries}: a contestant reports every batch, with what it put out. One thread reports. */
public final class BatchTimes implements Series {
    private final StateSeries series;
    private final Digest all = new Digest();
    private final long[] nanos;
    private int ended;
    private @Nullable Usage begun;
    private @Nullable Usage done;

    public BatchTimes(StateSeries series) {
        this.series = series;
        this.nanos = new long[series.measuredBatches()];
    }

    /** A batch has ended, with this output. */
    @Override
    public boolean completed(long took, Digest output) {
        int measured = ended - series.fillingBatches() - series.warmUpBatches();
        if (ended < series.comparedBatches()) {
            all.merge(output);
        }
        if (ended < series.batches()) {
            ended++;
        }
        if (measured >= 0 && measured < nanos.length) {
            nanos[measured] = took;
        }
        if (measured == -1) {
            begun = Usage.now();
        }
        if (measured == nanos.length - 1) {
            done = Usage.now();
        }
        return ended < series.batches();
    }

    @Override
    public ForkResult result() {
        if (begun == null || done == null) {
            throw new IllegalStateException("the series has not ended: " + ended + " batches");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.MEDIAN_MICROS_PER_BATCH, sorted[sorted.length / 2] / 1e3);
        metrics.put(Metric.P99_MICROS_PER_BATCH, sorted[(int) (sorted.length * 0.99)] / 1e3);
        metrics.put(Metric.MEAN_MICROS_PER_BATCH, Arrays.stream(nanos).average().orElseThrow() / 1e3);
        metrics.put(Metric.CPU_MICROS_PER_BATCH, done.cpuNanosSince(begun) / 1e3 / nanos.length);
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult(all.hash(), true, metrics);
    }
}
