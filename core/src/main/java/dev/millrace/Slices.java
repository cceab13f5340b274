package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchScope;
import dev.millrace.batch.RememberedBatch;
import dev.millrace.batch.RememberedBatches;
import dev.millrace.connector.Clock;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Plan;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams in earlier batches, and in the one under way: which there are, and what runs their RDDs. In functions of outputs
 * and transforms that is the batch's engine; other threads get an engine of their own for each call.
 */
final class Slices {
    private final Clock clock;
    private RememberedBatches remembered = new RememberedBatches(Duration.ZERO, new Collecting());
    private boolean isRemembering;

    /** Only the thread that wrote it finds itself in it: not volatile, since a thousand outputs of an idle batch write it. */
    private @Nullable Running running;

    private @Nullable Running last;

    Slices(Clock clock) {
        this.clock = clock;
    }

    /** The batch under way, whose functions the thread runs. */
    record Running(Thread thread, BatchScope scope) {}

    /** What a function of the user does in a batch. */
    @FunctionalInterface
    interface InBatch<R> {
        R call(BatchScope scope) throws Exception;
    }

    void remember(Duration duration) {
        remembered = new RememberedBatches(duration, new Collecting());
        isRemembering = true;
    }

    /** What keeps the batches; null where only the one under way is asked for. */
    @Nullable
    RememberedBatches toKeep() {
        return isRemembering ? remembered : null;
    }

    private static final class Collecting implements RememberedBatches.Collector {
        @Override
        public <T> List<List<T>> partitions(EngineBatch batch, Plan<T> plan) {
            return batch.run(plan, new CollectAction<>(Integer.MAX_VALUE));
        }
    }

    /** Calls the function; what it slices is of this batch and those before. An earlier batch leaves the one under way alone. */
    <R> R during(BatchScope scope, InBatch<R> function) throws Exception {
        if (scope.isEarlier()) {
            return function.call(scope);
        }
        Running before = begin(scope);
        try {
            return function.call(scope);
        } finally {
            end(before);
        }
    }

    /** From here on this thread runs functions of the user; returns what {@link #end} is given. */
    @Nullable
    Running begin(BatchScope scope) {
        Running before = running;
        Running now = last;
        if (now == null || now.scope != scope || now.thread != Thread.currentThread()) {
            now = new Running(Thread.currentThread(), scope);
            last = now;
        }
        running = now;
        return before;
    }

    void end(@Nullable Running before) {
        running = before;
    }

    void made(BatchScope scope, SourceInput<?> place, Plan<?> plan) {
        if (isRemembering && !scope.isEarlier()) {
            remembered.made(place, plan);
        }
    }

    /** The stream in the batches from and up to these times. */
    <T> List<RDD<T>> of(DStream<T> stream, Instant from, Instant until) {
        Running now = running;
        BatchScope scope = now != null && now.thread() == Thread.currentThread() ? now.scope() : null;
        Instant begin = floor(from, stream.context().batchInterval());
        if (!begin.isAfter(until)) {
            checkRemembered(stream, begin, scope);
        }
        EngineBatch batch = scope == null ? batchOfItsOwn() : scope.engineBatch();
        List<RDD<T>> slices = new ArrayList<>();
        for (RememberedBatch earlier : remembered.between(begin, until)) {
            if (isShown(stream, earlier.previous(), earlier.time())) {
                Plan<T> plan = remembered.bind(earlier, stream.template().plan(), batch);
                slices.add(RDD.in(batch, plan, stream.context().portability()));
            }
        }
        if (scope != null
                && !scope.time().isBefore(begin)
                && !scope.time().isAfter(until)
                && isShown(stream, scope.previousTime(), scope.time())) {
            slices.add(stream.in(scope));
        }
        return slices;
    }

    private static boolean isShown(DStream<?> stream, Instant previous, Instant time) {
        WindowTimes windows = stream.windows();
        return windows == null || windows.isShown(previous, time);
    }

    static boolean isBatchTime(Instant time, Duration interval) {
        return floor(time, interval).equals(time);
    }

    private static Instant floor(Instant time, Duration interval) {
        long nanos = Math.floorMod(WindowTimes.nanos(time), interval.toNanos());
        return time.minusNanos(nanos);
    }

    private void checkRemembered(DStream<?> stream, Instant from, @Nullable BatchScope scope) {
        boolean begun = stream.context().status().startedAt() != null;
        if (!begun && scope == null) {
            throw new MillraceException(
                    Kind.USER_CODE, "slice(…) before the context was started: no batch has been yet");
        }
        Instant lost = isRemembering ? remembered.forgottenUntil() : scope == null ? Instant.MAX : scope.previousTime();
        if (!from.isAfter(lost)) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    "slice from " + from + ": "
                            + (isRemembering
                                    ? "batches up to " + lost + " are forgotten, since remember("
                                            + remembered.duration() + ")"
                                    : "no batch is kept; call remember(…) on the context with how far back slices go"));
        }
    }

    private EngineBatch batchOfItsOwn() {
        Instant time = clock.instant();
        return EmbeddedEngine.create("slice", 1, clock).begin(new BatchInputs(0, time, time, 0, 0, 1, Map.of()));
    }
}
