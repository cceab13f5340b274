package dev.millrace.benchmarks.program;

import dev.millrace.function.Function;
import java.util.List;

/**
 * The eight programs that run first in the same JVM, so that the measured one finds the engine's call sites used by
 * others: map, filter, map over longs, every function a class of its own.
 */
public record OtherSteps(Function<Long, Long> first, Function<Long, Boolean> kept, Function<Long, Long> second) {
    public static final List<OtherSteps> ALL = List.of(
            new OtherSteps(x -> x + 1, x -> x > 0, x -> x << 1),
            new OtherSteps(x -> x - 3, x -> x < 0, x -> x >> 2),
            new OtherSteps(x -> x * 5, x -> (x & 1) == 0, x -> x ^ 77),
            new OtherSteps(x -> ~x, x -> (x & 2) != 0, x -> x | 1),
            new OtherSteps(x -> x & 0xffff_ffffL, x -> x > 1_000, x -> x * 13),
            new OtherSteps(x -> x | 64, x -> x % 3 == 0, x -> -x),
            new OtherSteps(x -> x >>> 7, x -> (x & 15) != 9, x -> x + 99),
            new OtherSteps(x -> x ^ (x << 3), x -> x != 0, x -> x * x));
}
