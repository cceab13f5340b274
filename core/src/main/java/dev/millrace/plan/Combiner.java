package dev.millrace.plan;

import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How the values of a key become one. Every kind can be run through the three methods; the kinds exist so that an engine
 * may know a shorter way.
 */
public sealed interface Combiner<V, C> extends Serializable {
    C create(V value) throws Exception;

    C mergeValue(C combined, V value) throws Exception;

    C mergeCombiners(C left, C right) throws Exception;

    /** The user's three functions. */
    record General<V, C>(
            Function<? super V, C> createCombiner,
            Function2<C, ? super V, C> mergeValue,
            Function2<C, C, C> mergeCombiners)
            implements Combiner<V, C> {
        @Override
        public C create(V value) throws Exception {
            return createCombiner.call(value);
        }

        @Override
        public C mergeValue(C combined, V value) throws Exception {
            return mergeValue.call(combined, value);
        }

        @Override
        public C mergeCombiners(C left, C right) throws Exception {
            return mergeCombiners.call(left, right);
        }
    }

    /** The first value is the beginning, one function does the rest. */
    record Reduce<V>(Function2<V, V, V> function) implements Combiner<V, V> {
        @Override
        public V create(V value) {
            return value;
        }

        @Override
        public V mergeValue(V combined, V value) throws Exception {
            return function.call(combined, value);
        }

        @Override
        public V mergeCombiners(V left, V right) throws Exception {
            return function.call(left, right);
        }
    }

    /** The number of values. */
    record Count<V>() implements Combiner<V, Long> {
        @Override
        public Long create(V value) {
            return 1L;
        }

        @Override
        public Long mergeValue(Long combined, V value) {
            return combined + 1;
        }

        @Override
        public Long mergeCombiners(Long left, Long right) {
            return left + right;
        }
    }

    /** All values, in order: a list, which the engine alone adds to. */
    record Group<V>() implements Combiner<V, Iterable<V>> {
        @Override
        public Iterable<V> create(V value) {
            List<V> list = new ArrayList<>(2);
            list.add(value);
            return list;
        }

        @Override
        public Iterable<V> mergeValue(Iterable<V> combined, V value) {
            list(combined).add(value);
            return combined;
        }

        @Override
        public Iterable<V> mergeCombiners(Iterable<V> left, Iterable<V> right) {
            list(left).addAll(list(right));
            return left;
        }

        private static <V> List<V> list(Iterable<V> combined) {
            return (List<V>) combined;
        }
    }
}
