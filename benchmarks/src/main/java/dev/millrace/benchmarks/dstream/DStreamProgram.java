package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Digest;
import java.util.function.Consumer;
import org.apache.spark.streaming.api.java.JavaDStream;

/** One program, written for Spark: it gives one digest for each batch. */
interface DStreamProgram<T> {
    void define(JavaDStream<T> stream, Consumer<Digest> results);
}
