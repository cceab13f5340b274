package dev.millrace.benchmarks.fork;

/** One side of one program, ready to run in this process. */
@FunctionalInterface
public interface Contestant {
    ForkResult compete(Effort effort) throws Exception;
}
