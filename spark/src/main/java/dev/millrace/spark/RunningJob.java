package dev.millrace.spark;

import dev.millrace.connector.Clock;
import dev.millrace.engine.RunningTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The job that the batch thread waits for, for the status. Any thread may ask. */
final class RunningJob {
    private final Clock clock;
    private volatile @Nullable Job job;

    private record Job(String stage, long batch, long beganNanos) {}

    RunningJob(Clock clock) {
        this.clock = clock;
    }

    void began(String stage, long batch) {
        job = new Job(stage, batch, clock.nanoTime());
    }

    void ended() {
        job = null;
    }

    /** The job as a whole: which partitions hang, and where, Spark's own pages show. */
    List<RunningTask> tasks() {
        Job now = job;
        return now == null
                ? List.of()
                : List.of(new RunningTask(now.stage(), now.batch(), -1, clock.since(now.beganNanos()), ""));
    }
}
