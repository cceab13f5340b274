package dev.millrace.benchmarks.embedded;

import dev.millrace.DStream;
import dev.millrace.benchmarks.input.Digest;
import java.util.function.Consumer;

/** One program, written for Millrace: it gives one digest for each batch. */
interface MillraceProgram<T> {
    void define(DStream<T> stream, Consumer<Digest> results);
}
