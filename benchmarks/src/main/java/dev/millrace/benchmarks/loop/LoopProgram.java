package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import java.util.concurrent.ExecutionException;

/** One program, written by hand. */
interface LoopProgram<T> {
    Digest pass(Batch<T> batch, Workers workers) throws ExecutionException, InterruptedException;

    static Digest merged(Iterable<Digest> parts) {
        Digest all = new Digest();
        parts.forEach(all::merge);
        return all;
    }
}
