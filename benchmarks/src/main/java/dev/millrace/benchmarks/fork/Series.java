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

    /**
     * How long it is until a pass, counted from 0, is due; 0 or less if it may begin. Any thread may call.
     */
    default long nanosUntilDue(long pass) {
        return 0;
    }

    /** What was measured, once no other pass is wanted. */
    ForkResult result();
}
