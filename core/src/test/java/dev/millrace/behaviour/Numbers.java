package dev.millrace.behaviour;

import dev.millrace.Pair;
import dev.millrace.StateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Predicate;

/** What random programs compute with: small numbers, in ways that don't depend on their order. */
final class Numbers {
    static final int VALUES = 50;

    private Numbers() {}

    static int add(int one, int other) {
        return (one + other) % VALUES;
    }

    static int sum(Iterable<Integer> numbers) {
        int sum = 0;
        for (int n : numbers) {
            sum = add(sum, n);
        }
        return sum;
    }

    static int small(long n) {
        return (int) (n % VALUES);
    }

    static int mix(int key, long value) {
        return small(3L * key + value);
    }

    static int mixed(Pair<Integer, Integer> pair) {
        return mix(pair.key(), pair.value());
    }

    /** None, one or two. */
    static List<Integer> some(int n, int a) {
        return n % 3 == 0 ? List.of(n, a) : n % 3 == 1 ? List.of(n) : List.of();
    }

    // ---- of lists

    static List<Integer> each(List<Integer> all, Function<Integer, List<Integer>> function) {
        return all.stream().flatMap(n -> function.apply(n).stream()).toList();
    }

    static List<Integer> where(List<Integer> all, Predicate<Integer> predicate) {
        return all.stream().filter(predicate).toList();
    }

    static List<Integer> both(List<Integer> one, List<Integer> other) {
        List<Integer> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    /** What is made of a key and its values. */
    interface OfKey {
        int of(int key, List<Integer> values);
    }

    static List<Integer> eachKey(List<Integer> all, int keys, OfKey function) {
        List<Integer> made = new ArrayList<>();
        History.byKey(all, keys).forEach((key, values) -> made.add(function.of(key, values)));
        return made;
    }

    static List<Integer> countedByValue(List<Integer> all) {
        return eachKey(all, VALUES, (key, values) -> mix(key, values.size()));
    }

    /** The sums of the keys that are on both sides; 7 where an outer join finds none. */
    static List<Integer> joined(List<Integer> one, List<Integer> other, int keys, boolean left, boolean right) {
        Map<Integer, List<Integer>> lefts = History.byKey(one, keys);
        Map<Integer, List<Integer>> rights = History.byKey(other, keys);
        IntBinaryOperator ofKey = (key, nothing) -> add(
                lefts.containsKey(key) ? sum(lefts.get(key)) : 7, rights.containsKey(key) ? sum(rights.get(key)) : 7);
        List<Integer> made = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            boolean isLeft = lefts.containsKey(key);
            boolean isRight = rights.containsKey(key);
            if ((isLeft && isRight) || (isLeft && left) || (isRight && right)) {
                made.add(ofKey.applyAsInt(key, 0));
            }
        }
        return made;
    }

    // ---- state

    /** A sum that ends at some numbers. */
    static Optional<Integer> updated(List<Integer> values, int before) {
        int sum = add(before, sum(values) + 1);
        return sum % 7 == 3 ? Optional.empty() : Optional.of(sum);
    }

    /** Counts a key's records up to 4, then begins again. */
    static StateSpec<Integer, Integer, Integer, Integer> counting() {
        return StateSpec.function((key, value, state) -> {
            int count = 1 + (state.exists() ? state.get() : 0);
            if (count == 4) {
                state.remove();
            } else {
                state.update(count);
            }
            return mix(key, count);
        });
    }

    static int countOn(Map<Integer, Integer> counts, int key) {
        int count = counts.merge(key, 1, Integer::sum);
        if (count == 4) {
            counts.remove(key);
        }
        return mix(key, count);
    }
}
