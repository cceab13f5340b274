package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How the output of a program adds up what it is shown in a pass: each parallel instance for itself, then all together.
 *
 * @param <T> what the program's last operator gives
 * @param <A> what an instance has added up
 */
public record PassOutput<T, A>(Supplier<A> empty, BiFunction<A, T, A> add, Function<List<A>, Digest> merged) {
    /** An output that makes a digest of all records. */
    public static <T> PassOutput<T, Digest> digest(BiFunction<Digest, T, Digest> add) {
        return new PassOutput<>(Digest::new, add, PassOutput::merge);
    }

    private static Digest merge(List<Digest> parts) {
        Digest all = new Digest();
        parts.forEach(all::merge);
        return all;
    }
}
