package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals;
import dev.millrace.engine.Accumulation;
import org.jspecify.annotations.Nullable;

/** Asks for the totals of accumulators, which only the driver has. */
final class SharedTotals {
    private SharedTotals() {}

    static Object of(@Nullable AccumulatorTotals totals, Accumulation accumulation) {
        if (totals == null) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    "accumulator '" + accumulation.name()
                            + "': value() is known to the driver alone. Functions that run"
                            + " in executors can only add to it");
        }
        return totals.total(accumulation);
    }
}
