package dev.millrace;

import dev.millrace.batch.AccumulatorTotals;
import dev.millrace.engine.Accumulation;
import dev.millrace.engine.Part;
import dev.millrace.engine.Summing;
import dev.millrace.engine.Tally;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A sum of fractions that the functions of a program add to. What they add counts once for each batch that is done and
 * each partition, whatever is retried, run twice or run again after a restart; with a checkpoint the sum goes on after a
 * restart. The partitions are added in their order, so that the sum of fractions is the same each time. See {@link StreamingContext#doubleAccumulator}.
 */
public final class DoubleAccumulator implements Serializable {
    private final Accumulation accumulation;
    private final transient @Nullable AccumulatorTotals totals;

    DoubleAccumulator(AccumulatorTotals totals, String name) {
        this.totals = totals;
        this.accumulation = totals.register(name, new Summing.OfDoubles());
    }

    /**
     * Adds a number; in a function of an operator or an output, on the thread that runs it.
     *
     * @throws MillraceException USER_CODE elsewhere
     */
    public void add(double number) {
        ((Part.OfDoubles) Tally.part(accumulation)).add(number);
    }

    /**
     * The sum as of the last batch that is done. Any thread of the driver.
     *
     * @throws MillraceException USER_CODE in an executor, which doesn't know it
     */
    public double value() {
        return (Double) SharedTotals.of(totals, accumulation);
    }

    public String name() {
        return accumulation.name();
    }

    @Override
    public String toString() {
        return "accumulator '" + accumulation.name() + "'";
    }
}
