package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Ticks;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Row 10's floor: a thread that wakes up once a millisecond and does nothing. */
final class ParkingLoop implements Contestant {
    private static final long INTERVAL_NANOS = Duration.ofMillis(1).toNanos();

    @Override
    public ForkResult compete(Effort effort) {
        Ticks ticks = new Ticks(effort, () -> 0);
        long due = System.nanoTime();
        @Nullable ForkResult result = null;
        while (result == null) {
            due += INTERVAL_NANOS;
            long left = due - System.nanoTime();
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = due - System.nanoTime();
            }
            result = ticks.completed();
        }
        return result;
    }
}
