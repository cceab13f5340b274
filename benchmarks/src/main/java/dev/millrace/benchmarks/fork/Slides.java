package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Times a {@link WindowSeries}: a contestant reports every window that it has shown. One thread reports. */
public final class Slides implements Series {
    private final WindowSeries series;
    private final Digest all = new Digest();
    private int shown;
    private long measuredNanos;
    private @Nullable Usage begun;
    private @Nullable Usage ended;

    public Slides(WindowSeries series) {
        this.series = series;
        beginIfFilled();
    }

    private void beginIfFilled() {
        if (shown == series.fillingSlides()) {
            begun = Usage.now();
        }
    }

    /** A window was shown, with this content. */
    @Override
    public boolean completed(long nanos, Digest window) {
        if (shown >= series.fillingSlides() && shown < series.slides()) {
            all.merge(window);
            measuredNanos += nanos;
        }
        shown++;
        if (shown == series.slides()) {
            ended = Usage.now();
        }
        beginIfFilled();
        return shown < series.slides();
    }

    @Override
    public ForkResult result() {
        if (begun == null || ended == null) {
            throw new IllegalStateException("the series has not ended: " + shown + " windows were shown");
        }
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        double slides = series.measuredSlides();
        metrics.put(Metric.MICROS_PER_SLIDE, measuredNanos / 1e3 / slides);
        metrics.put(Metric.CPU_MICROS_PER_BATCH, ended.cpuNanosSince(begun) / 1e3 / slides);
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult(all.hash(), true, metrics);
    }
}
