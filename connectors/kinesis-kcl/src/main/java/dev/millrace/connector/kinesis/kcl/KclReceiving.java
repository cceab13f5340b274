package dev.millrace.connector.kinesis.kcl;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.Receiving;
import dev.millrace.connector.kinesis.KinesisRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A worker of the KCL for each start. It runs in a thread of its own, since it takes no notice of being interrupted. */
final class KclReceiving implements Receiving {
    /** Less than a context that stops gives its receivers. */
    private static final Duration STOP_TIME_MAX = Duration.ofSeconds(8);

    private static final Duration START_AGAIN = Duration.ofMillis(500);

    private final KclSettings settings;
    private final ReceiverContext<KinesisRecord> context;
    private volatile @Nullable Running running;

    /** A worker, and what is done when it has ended. */
    private record Running(KclWorker worker, Future<?> end) {}

    KclReceiving(KclSettings settings, ReceiverContext<KinesisRecord> context) {
        this.settings = settings;
        this.context = context;
    }

    /** Stays until the worker has ended. Interrupted, it leaves the worker to die, and its leases to whoever misses it. */
    @Override
    public void onStart() throws InterruptedException {
        KclWorker worker = new KclWorker(settings, () -> new ShardStoring(context, settings.checkpointInterval()));
        FutureTask<@Nullable Void> run = new FutureTask<>(() -> {
            try (worker) {
                worker.prepare();
                worker.run();
            }
            return null;
        });
        running = new Running(worker, run);
        Thread thread = new Thread(run, "millrace-" + context.sourceName() + "-kcl");
        thread.setDaemon(true);
        thread.start();
        try {
            run.get();
            if (context.isStarted()) {
                context.restart("the KCL has ended by itself", null, null);
            }
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            context.restart(String.valueOf(cause.getMessage()), cause, START_AGAIN);
        } finally {
            if (!run.isDone()) {
                worker.abandon();
            }
        }
    }

    @Override
    public void onStop() throws Exception {
        Running started = running;
        if (started != null && !started.end().isDone()) {
            started.worker().stopGracefully();
            awaitEnd(started.end());
        }
    }

    private static void awaitEnd(Future<?> end) throws Exception {
        try {
            end.get(STOP_TIME_MAX.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM,
                    "it was not stopped in order within " + STOP_TIME_MAX
                            + "; others take its shards over when they miss it",
                    e);
        }
    }
}
