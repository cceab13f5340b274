package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import java.io.Serializable;

/** How the parts of an accumulator's total become one. Any thread. */
public sealed interface Summing extends Serializable {
    /** A part to which nothing was added. */
    Part newPart(Accumulation of);

    /** What a total begins as; a new object each time, unless nothing can change it. */
    Object zero();

    /** The sum of two, which may be the first of them, changed; the second stays as it is. */
    Object merge(Object one, Object other);

    /** Whether a value that was written down can be a total. */
    boolean accepts(Object value);

    /** A sum of whole numbers. */
    record OfLongs() implements Summing {
        @Override
        public Part newPart(Accumulation of) {
            return new Part.OfLongs(of);
        }

        @Override
        public Object zero() {
            return 0L;
        }

        @Override
        public Object merge(Object one, Object other) {
            return (Long) one + (Long) other;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Long;
        }
    }

    /** A sum of fractions. */
    record OfDoubles() implements Summing {
        @Override
        public Part newPart(Accumulation of) {
            return new Part.OfDoubles(of);
        }

        @Override
        public Object zero() {
            return 0.0;
        }

        @Override
        public Object merge(Object one, Object other) {
            return (Double) one + (Double) other;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Double;
        }
    }

    /** The user's functions. */
    record OfValues(Function0<Object> zeroFunction, Function2<Object, Object, Object> mergeFunction)
            implements Summing {
        @Override
        public Part newPart(Accumulation of) {
            return new Part.OfValues(of, zero());
        }

        @Override
        public Object zero() {
            return called("zero", zeroFunction);
        }

        @Override
        public Object merge(Object one, Object other) {
            return called("merge", () -> mergeFunction.call(one, other));
        }

        @Override
        public boolean accepts(Object value) {
            return true;
        }

        private static Object called(String what, Function0<Object> function) {
            Object result;
            try {
                result = function.call();
            } catch (Exception e) {
                throw new MillraceException(
                        MillraceException.Kind.USER_CODE, "an accumulator's function " + what + " threw " + e, e);
            }
            if (result == null) {
                throw new MillraceException(
                        MillraceException.Kind.USER_CODE, "an accumulator's function " + what + " returned null");
            }
            return result;
        }
    }
}
