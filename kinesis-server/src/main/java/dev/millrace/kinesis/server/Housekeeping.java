package dev.millrace.kinesis.server;

import dev.millrace.kinesis.server.action.Backend;
import dev.millrace.kinesis.server.action.ChannelDelivery;
import dev.millrace.kinesis.server.action.OnDemandScaling;
import dev.millrace.kinesis.server.store.StreamStore;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens from time to time: records leave with the retention period, channels deliver, on-demand streams grow. */
final class Housekeeping implements Closeable {
    private static final System.Logger LOGGER = System.getLogger(Housekeeping.class.getName());
    private static final long PERIOD_SECONDS = 60;
    private static final long DELIVERY_SECONDS = 1;
    private static final long SCALING_SECONDS = 10;
    /** So that each shard has its turn once an hour: retention is a matter of days. */
    private static final int PARTS = 60;

    private final ScheduledExecutorService scheduler;

    private Housekeeping(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
    }

    static Housekeeping start(Backend backend, Path channelDirectory) {
        StreamStore store = backend.store();
        ChannelDelivery channels = new ChannelDelivery(backend, channelDirectory);
        OnDemandScaling scaling = new OnDemandScaling(backend);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kinesis-server-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        AtomicInteger turn = new AtomicInteger();
        scheduler.scheduleWithFixedDelay(
                () -> guarded("Dropping old records", () -> store.tidy(turn.getAndIncrement() % PARTS, PARTS)),
                PERIOD_SECONDS,
                PERIOD_SECONDS,
                TimeUnit.SECONDS);
        scheduler.scheduleWithFixedDelay(
                () -> guarded("Delivering to channels", channels::deliver), 1, DELIVERY_SECONDS, TimeUnit.SECONDS);
        scheduler.scheduleWithFixedDelay(
                () -> guarded("Scaling on-demand streams", scaling::step),
                SCALING_SECONDS,
                SCALING_SECONDS,
                TimeUnit.SECONDS);
        scheduler.scheduleWithFixedDelay(
                () -> guarded("Forgetting shards", () -> backend.activity().tidy(store)),
                PERIOD_SECONDS,
                PERIOD_SECONDS,
                TimeUnit.SECONDS);
        return new Housekeeping(scheduler);
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // It is tried again; an exception would end the schedule for good.
            LOGGER.log(System.Logger.Level.ERROR, what + " failed", e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdown();
        try {
            scheduler.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
