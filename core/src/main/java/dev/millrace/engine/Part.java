package dev.millrace.engine;

/** What was added to an accumulator in one place of one task. Used by the task's thread alone. */
public abstract sealed class Part {
    private final Accumulation of;
    private long count;

    private Part(Accumulation of) {
        this.of = of;
    }

    final Accumulation of() {
        return of;
    }

    final void counted() {
        count++;
    }

    /** How often something was added. */
    final long count() {
        return count;
    }

    abstract Object value();

    /** Whole numbers. */
    public static final class OfLongs extends Part {
        private long sum;

        OfLongs(Accumulation of) {
            super(of);
        }

        public void add(long number) {
            sum += number;
            counted();
        }

        @Override
        Object value() {
            return sum;
        }
    }

    /** Fractions. */
    public static final class OfDoubles extends Part {
        private double sum;

        OfDoubles(Accumulation of) {
            super(of);
        }

        public void add(double number) {
            sum += number;
            counted();
        }

        @Override
        Object value() {
            return sum;
        }
    }

    /** Anything else. */
    public static final class OfValues extends Part {
        private Object sum;

        OfValues(Accumulation of, Object zero) {
            super(of);
            this.sum = zero;
        }

        @Override
        public Object value() {
            return sum;
        }

        /** What the sum is after something was added. */
        public void become(Object newSum) {
            sum = newSum;
            counted();
        }
    }
}
