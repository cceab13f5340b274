package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.util.Map;

/** The series of row 15: it prints the first result and ends the process. The runner holds the watch. */
public final class FirstPass implements Series {
    @Override
    public boolean completed(long nanos, Digest result) {
        System.out.println(new ForkResult(result.hash(), true, Map.of()).toLine());
        System.out.flush();
        Runtime.getRuntime().halt(0);
        return false;
    }

    @Override
    public ForkResult result() {
        throw new IllegalStateException("the process has ended");
    }
}
