package dev.millrace;

import dev.millrace.function.MapMultiFunction;
import dev.millrace.plan.Groups;
import java.util.List;
import java.util.Optional;

/** The joins: what each makes of the values that a key has on the left (input 0) and on the right (input 1). */
final class Joins {
    private Joins() {}

    static <K, V, W> MapMultiFunction<Pair<K, Groups>, Pair<K, Joined<V, W>>> inner() {
        return (pair, out) -> {
            List<W> rights = pair.value().of(1);
            for (V left : pair.value().<V>of(0)) {
                for (W right : rights) {
                    out.accept(new Pair<>(pair.key(), new Joined<>(left, right)));
                }
            }
        };
    }

    static <K, V, W> MapMultiFunction<Pair<K, Groups>, Pair<K, Joined<V, Optional<W>>>> leftOuter() {
        return (pair, out) -> {
            List<Optional<W>> rights = optional(pair.value().of(1));
            for (V left : pair.value().<V>of(0)) {
                for (Optional<W> right : rights) {
                    out.accept(new Pair<>(pair.key(), new Joined<>(left, right)));
                }
            }
        };
    }

    static <K, V, W> MapMultiFunction<Pair<K, Groups>, Pair<K, Joined<Optional<V>, W>>> rightOuter() {
        return (pair, out) -> {
            List<W> rights = pair.value().of(1);
            for (Optional<V> left : Joins.<V>optional(pair.value().of(0))) {
                for (W right : rights) {
                    out.accept(new Pair<>(pair.key(), new Joined<>(left, right)));
                }
            }
        };
    }

    static <K, V, W> MapMultiFunction<Pair<K, Groups>, Pair<K, Joined<Optional<V>, Optional<W>>>> fullOuter() {
        return (pair, out) -> {
            List<Optional<W>> rights = optional(pair.value().of(1));
            for (Optional<V> left : Joins.<V>optional(pair.value().of(0))) {
                for (Optional<W> right : rights) {
                    out.accept(new Pair<>(pair.key(), new Joined<>(left, right)));
                }
            }
        };
    }

    static <K, V> MapMultiFunction<Pair<K, Groups>, Pair<K, V>> without() {
        return (pair, out) -> {
            if (pair.value().of(1).isEmpty()) {
                for (V left : pair.value().<V>of(0)) {
                    out.accept(new Pair<>(pair.key(), left));
                }
            }
        };
    }

    /** The values as optional ones; one that is empty where there are none. A null value is empty too. */
    private static <V> List<Optional<V>> optional(List<V> values) {
        return values.isEmpty()
                ? List.of(Optional.empty())
                : values.stream().map(Optional::ofNullable).toList();
    }
}
