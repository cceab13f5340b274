package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals;
import dev.millrace.engine.Accumulation;
import dev.millrace.engine.Part;
import dev.millrace.engine.Summing;
import dev.millrace.engine.Tally;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A total of the user's own kind that the functions of a program add to, and which counts as {@link LongAccumulator} does:
 * once for each batch that is done and each partition. Partitions are merged in their order.
 *
 * @param <T> what is added
 * @param <A> the total
 */
public final class Accumulator<T, A> implements Serializable {
    private final Accumulation accumulation;
    private final Function2<A, T, A> add;
    private final transient @Nullable AccumulatorTotals totals;

    @SuppressWarnings("unchecked") // only what these functions gave is merged
    Accumulator(
            AccumulatorTotals totals,
            String name,
            Function0<A> zero,
            Function2<A, T, A> add,
            Function2<A, A, A> merge) {
        this.totals = totals;
        this.add = add;
        this.accumulation =
                totals.register(name, new Summing.OfValues((Function0<Object>) zero, (Function2<Object, Object, Object>)
                        (Function2<?, ?, ?>) merge));
    }

    /**
     * Adds a value; in a function of an operator or an output, on the thread that runs it.
     *
     * @throws MillraceException USER_CODE elsewhere, or if the accumulator's function throws
     */
    @SuppressWarnings("unchecked") // as above
    public void add(T value) {
        Part.OfValues part = (Part.OfValues) Tally.part(accumulation);
        A sum;
        try {
            sum = add.call((A) part.value(), value);
        } catch (Exception e) {
            throw new MillraceException(Kind.USER_CODE, this + ": its function add threw " + e, e);
        }
        if (sum == null) {
            throw new MillraceException(Kind.USER_CODE, this + ": its function add returned null");
        }
        part.become(sum);
    }

    /**
     * The total as of the last batch that is done, not to be changed. Any thread of the driver.
     *
     * @throws MillraceException USER_CODE in an executor, which doesn't know it
     */
    @SuppressWarnings("unchecked") // as above
    public A value() {
        return (A) SharedTotals.of(totals, accumulation);
    }

    public String name() {
        return accumulation.name();
    }

    @Override
    public String toString() {
        return "accumulator '" + accumulation.name() + "'";
    }
}
