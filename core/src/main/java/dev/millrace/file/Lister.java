package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Clock;
import dev.millrace.file.DirectoryListing.Changes;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a directory every 100 ms: in the thread that asks while the directory is small, else in one of its own, so that a
 * large one costs the batches nothing. There it takes at most a tenth of that thread's time. A directory that can't be listed is
 * waited for.
 */
final class Lister implements AutoCloseable {
    private static final long PASS_NANOS = 100_000_000;
    private static final long TIME_SHARE = 10;

    private final DirectoryListing listing;
    private final Clock clock;
    private final String threadName;
    private final Outage outage = new Outage();
    private long notBeforeNanos;
    private @Nullable ExecutorService helper;
    private @Nullable Future<Pass> underWay;

    private record Pass(Changes changes, long tookNanos) {}

    Lister(Path directory, FileSettings settings, Clock clock, String threadName) {
        this.listing = new DirectoryListing(directory, settings);
        this.clock = clock;
        this.threadName = threadName;
        this.notBeforeNanos = clock.nanoTime();
    }

    /** A pass in the caller's thread, whatever it takes. */
    Changes passNow() {
        return pass().changes();
    }

    private Pass pass() {
        long begin = clock.nanoTime();
        Changes changes = listing.pass(clock.millis());
        return new Pass(changes, clock.nanoTime() - begin);
    }

    /** What a pass has seen that has ended since the last call; null if none has. One that failed is tried again. */
    @Nullable
    Changes poll() {
        try {
            return look();
        } catch (MillraceException e) {
            long now = clock.nanoTime();
            outage.failed(e, now);
            notBeforeNanos = now + PASS_NANOS;
            return null;
        }
    }

    private @Nullable Changes look() {
        Future<Pass> running = underWay;
        if (running != null) {
            if (!running.isDone()) {
                return null;
            }
            underWay = null;
            return ended(result(running));
        }
        if (clock.nanoTime() - notBeforeNanos < 0) {
            return null;
        }
        if (listing.size() <= DirectoryListing.SMALL_FILES_MAX) {
            return ended(pass());
        }
        underWay = helper().submit(this::pass);
        return null;
    }

    private Changes ended(Pass pass) {
        outage.isOver();
        notBeforeNanos = clock.nanoTime() + Math.max(PASS_NANOS, (TIME_SHARE - 1) * pass.tookNanos());
        return pass.changes();
    }

    private Pass result(Future<Pass> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MillraceException known
                    ? known
                    : new MillraceException(Kind.INTERNAL, "listing files failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MillraceException(Kind.INTERNAL, "interrupted while files were listed", e);
        }
    }

    private ExecutorService helper() {
        ExecutorService started = helper;
        if (started == null) {
            started = Executors.newSingleThreadExecutor(work -> {
                Thread thread = new Thread(work, threadName);
                thread.setDaemon(true);
                return thread;
            });
            helper = started;
        }
        return started;
    }

    @Override
    public void close() {
        ExecutorService started = helper;
        if (started != null) {
            started.shutdownNow();
        }
    }
}
