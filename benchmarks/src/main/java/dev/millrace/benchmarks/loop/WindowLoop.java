package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Slides;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.WindowSteps;
import java.util.List;

/**
 * Windows by hand, by one thread, where keys are small numbers: a table of the values of the last window, and a running sum;
 * for the largest value, one walk over the table at the end of each window's length.
 */
public final class WindowLoop implements Contestant {
    private final WindowSeries series;
    private final List<Batch<Long>> batches;
    private final int keys;
    private final long[][] values;
    private final long[] total;

    private WindowLoop(WindowSeries series, int keys) {
        this.series = series;
        this.keys = keys;
        this.batches = Inputs.windowBatches(keys);
        this.values = new long[series.slidesPerWindow()][keys];
        this.total = new long[keys];
    }

    public static Contestant of(Program program, int keys) {
        WindowSeries series = WindowSeries.of(program);
        return series.warmedUp(effort -> new WindowLoop(series, keys).compete(effort));
    }

    @Override
    public ForkResult compete(Effort effort) {
        Slides slides = new Slides(series);
        boolean goOn = true;
        for (int slide = 0; goOn; slide++) {
            int row = slide % values.length;
            long start = System.nanoTime();
            if (series.largest() && row == 0 && slide > 0) {
                startOver();
            }
            take(batches.get(slide % batches.size()), row);
            Digest window = show(row);
            goOn = slides.completed(System.nanoTime() - start, window);
        }
        return slides.result();
    }

    /** From here on a row holds the largest of itself and those after it, until it is overwritten. */
    private void startOver() {
        for (int row = values.length - 2; row >= 0; row--) {
            for (int key = 0; key < keys; key++) {
                values[row][key] = Math.max(values[row][key], values[row + 1][key]);
            }
        }
        java.util.Arrays.fill(total, 0);
    }

    private void take(Batch<Long> batch, int row) {
        for (Long[] part : batch.parts()) {
            for (Long record : part) {
                int key = WindowSteps.key(record).intValue();
                long value = WindowSteps.value(record);
                total[key] = series.largest() ? Math.max(total[key], value) : total[key] + value - values[row][key];
                values[row][key] = value;
            }
        }
    }

    private Digest show(int row) {
        Digest digest = new Digest();
        for (int key = 0; key < keys; key++) {
            long shown = series.largest() && row + 1 < values.length
                    ? Math.max(total[key], values[row + 1][key])
                    : total[key];
            Output.count(digest, (long) key, shown);
        }
        return digest;
    }
}
