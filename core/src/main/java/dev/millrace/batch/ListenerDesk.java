package dev.millrace.batch;

import dev.millrace.status.StreamingListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one listener what happens: in a thread of its own, so that one that is slow or blocks holds up nobody, or, where
 * batches run by hand, in the caller's. Events that find its queue full are counted and dropped. Any thread tells.
 */
final class ListenerDesk {
    static final int QUEUED_EVENTS_MAX = 10_000;

    private static final System.Logger LOGGER = System.getLogger("dev.millrace.batch");
    private static final Consumer<StreamingListener> END = new End();

    private final StreamingListener listener;
    private final BlockingQueue<Consumer<StreamingListener>> queue = new ArrayBlockingQueue<>(QUEUED_EVENTS_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private long droppedTold;
    private volatile @Nullable Thread thread;

    /** The last event in a queue, which nobody is told. */
    private static final class End implements Consumer<StreamingListener> {
        @Override
        public void accept(StreamingListener told) {}
    }

    ListenerDesk(StreamingListener listener) {
        this.listener = listener;
    }

    StreamingListener listener() {
        return listener;
    }

    /** Whether it is told something by the thread that asks. */
    boolean isTelling() {
        return thread == Thread.currentThread();
    }

    /** How many events it was not told of. */
    long dropped() {
        return dropped.get();
    }

    /** From here on it is told in a thread of its own. */
    void begin(String threadName) {
        if (thread == null) {
            Thread started = new Thread(this::tellAll, threadName);
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    void tell(Consumer<StreamingListener> event) {
        if (thread == null) {
            call(event);
        } else if (!queue.offer(event) && dropped.incrementAndGet() % QUEUED_EVENTS_MAX == 1) {
            LOGGER.log(
                    Level.WARNING,
                    "listener {0} is too slow, or blocks: {1} events wait, and those that find no room are dropped,"
                            + " {2} so far; the stream goes on",
                    listener,
                    QUEUED_EVENTS_MAX,
                    dropped.get());
        }
    }

    private void tellAll() {
        try {
            for (Consumer<StreamingListener> event = queue.take(); event != END; event = queue.take()) {
                long missed = dropped.get() - droppedTold;
                if (missed > 0) {
                    droppedTold += missed;
                    call(told -> told.onEventsDropped(missed));
                }
                call(event);
            }
        } catch (InterruptedException e) {
            LOGGER.log(Level.DEBUG, "listener {0} was left behind", listener);
        }
    }

    private void call(Consumer<StreamingListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException | Error e) {
            if (thread == null && e instanceof Error error) {
                throw error; // a simulated death
            }
            LOGGER.log(Level.WARNING, "a listener threw; the stream goes on", e);
        }
    }

    /** It is told what waits, and then nothing more. Doesn't wait for that. */
    void leave() {
        Thread running = thread;
        if (running != null && !queue.offer(END)) {
            running.interrupt();
        }
    }

    /** The same, and waits for it, for at most so long. */
    void end(Duration timeout) {
        Thread running = thread;
        if (running == null) {
            return;
        }
        leave();
        if (running == Thread.currentThread()) {
            return;
        }
        joinUninterruptibly(running, timeout);
        if (running.isAlive()) {
            LOGGER.log(
                    Level.WARNING,
                    "listener {0} is left behind: it blocks, and {1} events wait",
                    listener,
                    queue.size());
            running.interrupt();
        }
    }

    /** Who stops a context interrupts the thread that ends it; the listener has its time all the same. */
    private static void joinUninterruptibly(Thread running, Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            running.join(Math.max(1, timeout.toMillis()));
        } catch (InterruptedException e) {
            interrupted = true;
            joinUninterruptibly(running, timeout);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
