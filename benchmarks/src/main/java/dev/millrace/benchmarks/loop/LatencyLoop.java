package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.input.Batch;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Row 9 by hand: a thread that wakes up once a millisecond and counts what is due; it also says how late it woke up. */
final class LatencyLoop implements Contestant {
    private static final long INTERVAL_NANOS = Duration.ofMillis(1).toNanos();

    private final int perSecond;
    private final long[] next = new long[Batch.PARTS];
    private final long[] counts = new long[OpenLoop.KEYS];

    LatencyLoop(int perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public ForkResult compete(Effort effort) {
        OpenLoop loop = OpenLoop.begin(perSecond, effort);
        long tick = System.nanoTime();
        while (!loop.result().isDone()) {
            tick += INTERVAL_NANOS;
            long left = tick - System.nanoTime();
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = tick - System.nanoTime();
            }
            loop.paused(-left);
            for (int part = 0; part < Batch.PARTS; part++) {
                count(loop, part);
            }
        }
        return loop.result().join();
    }

    private void count(OpenLoop loop, int part) {
        long due = loop.due(part);
        while (next[part] < due) {
            long number = OpenLoop.number(part, next[part]++);
            loop.seen(number, ++counts[(int) (number % OpenLoop.KEYS)]);
        }
    }
}
