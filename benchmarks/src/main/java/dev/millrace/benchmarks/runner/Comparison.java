package dev.millrace.benchmarks.runner;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One line of the table: a value over another, fork by fork, or a value alone. */
record Comparison(
        String what,
        String against,
        Value numerator,
        @Nullable Value denominator,
        Goal goal) {
    List<Value> values() {
        return Stream.of(numerator, denominator).filter(value -> value != null).toList();
    }
}
