package dev.millrace.benchmarks.fork;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a peer without batches: its parallel inputs begin a pass each for itself, at most one ahead of the oldest
 * that isn't done, and its parallel outputs report each for itself. A pass is over when the last one did; it lasts from the
 * end of the pass before. Any thread may call.
 */
public final class PartedPasses<T, A> {
    /** So many passes are in work: enough that nobody idles at the end of one, and no backlog. */
    private static final int IN_WORK = 2;

    private final int inWork;
    private final Series series;
    private final PassOutput<T, A> output;
    private final int parts;
    private final Map<Long, List<A>> reported = new HashMap<>();
    private final CompletableFuture<ForkResult> result = new CompletableFuture<>();
    private volatile long completed;
    private CompletableFuture<Void> next = new CompletableFuture<>();
    private long lastEnd = System.nanoTime();

    public PartedPasses(Series series, PassOutput<T, A> output, int parts) {
        this(series, output, parts, IN_WORK);
    }

    private PartedPasses(Series series, PassOutput<T, A> output, int parts, int inWork) {
        this.inWork = inWork;
        this.series = series;
        this.output = output;
        this.parts = parts;
    }

    /** No pass begins before the one before is over and has been looked at. */
    public static <T, A> PartedPasses<T, A> oneByOne(Series series, PassOutput<T, A> output, int parts) {
        return new PartedPasses<>(series, output, parts, 1);
    }

    /** Whether an input may begin this pass, counted from 0. */
    public boolean mayBegin(long pass) {
        return hasRoom(pass) && series.nanosUntilDue(pass) <= 0;
    }

    private boolean hasRoom(long pass) {
        return pass < completed + inWork && !result.isDone();
    }

    /** Whether no pass is wanted any more. */
    public boolean haveEnded() {
        return result.isDone();
    }

    /** Completes when the next pass is over, or at once if this one may begin. */
    public synchronized CompletableFuture<Void> whenMayBegin(long pass) {
        if (mayBegin(pass) || haveEnded()) {
            return CompletableFuture.completedFuture(null);
        }
        long nanos = series.nanosUntilDue(pass);
        return hasRoom(pass) && nanos < Long.MAX_VALUE
                ? new CompletableFuture<Void>().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS)
                : next;
    }

    /** The output of one parallel instance. */
    public Part part() {
        return new Part();
    }

    /** Waits for the end of the series, or for a failure that somebody reported. */
    public ForkResult await() {
        return result.join();
    }

    public void failed(Throwable failure) {
        result.completeExceptionally(failure);
    }

    private void report(long pass, A share) {
        CompletableFuture<Void> waiting = reported(pass, share);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> reported(long pass, A share) {
        if (haveEnded()) {
            return null;
        }
        List<A> shares = reported.computeIfAbsent(pass, ignored -> new ArrayList<>());
        shares.add(share);
        if (shares.size() < parts) {
            return null;
        }
        if (pass != completed) {
            throw new IllegalStateException("pass " + pass + " is over before pass " + completed);
        }
        reported.remove(pass);
        long end = System.nanoTime();
        if (!series.completed(end - lastEnd, output.merged().apply(shares))) {
            result.complete(series.result());
        }
        lastEnd = end;
        completed = pass + 1;
        CompletableFuture<Void> waiting = next;
        next = new CompletableFuture<>();
        return waiting;
    }

    /** Adds up what one parallel instance is shown, pass by pass. Its thread calls. */
    public final class Part {
        private A share = output.empty().get();

        private Part() {}

        public void add(T record) {
            share = output.add().apply(share, record);
        }

        /** All records of this pass were added. */
        public void ended(long pass) {
            A shown = share;
            share = output.empty().get();
            try {
                report(pass, shown);
            } catch (RuntimeException e) {
                failed(e);
                throw e;
            }
        }
    }
}
