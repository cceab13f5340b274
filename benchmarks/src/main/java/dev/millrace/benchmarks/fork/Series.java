package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;

/** What times the passes of a contestant and says when there were enough. One thread at a time reports. */
public interface Series {
    /**
     * A pass has ended.
     *
     * @param nanos how long it took
     * @return whether another one is wanted
     */
    boolean completed(long nanos, Digest result);

    /** What was measured, once no other pass is wanted. */
    ForkResult result();
}
