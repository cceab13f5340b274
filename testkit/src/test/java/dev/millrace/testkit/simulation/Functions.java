package dev.millrace.testkit.simulation;

import dev.millrace.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the random programs compute: the same functions in the program and in its reference. Pure. */
final class Functions {
    private Functions() {}

    static long mapped(long value, int a) {
        return value * (2L * a + 1) + a;
    }

    static boolean keeps(Pair<String, Long> record, int a) {
        return Math.floorMod(record.value() + a, 3) != 0;
    }

    /** None, one or two records. */
    static List<Pair<String, Long>> expanded(Pair<String, Long> record, int a) {
        List<Pair<String, Long>> result = new ArrayList<>();
        for (long i = 0; i < Math.floorMod(record.value(), 3); i++) {
            result.add(Pair.of(record.key(), record.value() + i * a));
        }
        return result;
    }

    static Pair<String, Long> rekeyed(Pair<String, Long> record, int a) {
        return Pair.of(
                "r" + Math.floorMod(record.value() + a, 4),
                record.value() + record.key().length());
    }

    /** Depends on the order of the values. */
    static long digest(Iterable<Long> values) {
        long digest = 17;
        for (long value : values) {
            digest = digest * 31 + value;
        }
        return digest;
    }

    static List<Long> sorted(Iterable<Long> values) {
        List<Long> list = new ArrayList<>();
        values.forEach(list::add);
        list.sort(null);
        return list;
    }

    static long joined(long left, long right) {
        return left * 7 + right;
    }

    /**
     * Depends on the order of values and batches; changes in idle batches too, until it ends; seldom ends where there are
     * values.
     */
    static Optional<Long> updated(List<Long> values, Optional<Long> state) {
        long old = state.orElse(3L);
        if (values.isEmpty()) {
            return switch (Math.floorMod(old, 4)) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(old);
                default -> Optional.of(old + 1);
            };
        }
        long changed = old * 31 + digest(values);
        return Math.floorMod(changed, 11) == 0 ? Optional.empty() : Optional.of(changed);
    }
}
