package dev.millrace.batch;

import dev.millrace.batch.SourceDesks.Taken;
import dev.millrace.connector.Clock;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.OutputInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When what happened in a batch.
 *
 * @param startedAt when its sources had given what it reads, which is {@code startedNanos} by the other clock
 */
record Timing(Instant startedAt, long beginNanos, long startedNanos, List<OutputInfo> outputs) {
    Instant submittedAt() {
        return startedAt.minusNanos(startedNanos - beginNanos);
    }

    void ran(String output, long fromNanos, long untilNanos) {
        outputs.add(new OutputInfo(
                output, Duration.ofNanos(fromNanos - startedNanos), Duration.ofNanos(untilNanos - fromNanos)));
    }

    /** What is told of a batch that ends now. */
    BatchInfo ended(long batch, Instant time, Taken taken, long pending, boolean inDoubt, Clock clock) {
        Duration processing = Duration.ofNanos(clock.nanoTime() - beginNanos);
        Duration scheduling = Duration.between(time, clock.instant()).minus(processing);
        return new BatchInfo(
                batch,
                time,
                submittedAt(),
                startedAt,
                taken.records(),
                taken.badRecords(),
                outputs,
                pending,
                scheduling.isNegative() ? Duration.ZERO : scheduling,
                processing,
                inDoubt);
    }
}
