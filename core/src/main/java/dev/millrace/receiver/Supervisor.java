package dev.millrace.receiver;

import dev.millrace.connector.Clock;
import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.Receiving;
import dev.millrace.receiver.SupervisorState.Ended;
import dev.millrace.receiver.SupervisorState.Idle;
import dev.millrace.receiver.SupervisorState.Pausing;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Starts one receiver, starts it again when it fails or asks for it, stops it, and cuts the blocks of what it stores. One
 * thread does all that, in {@link #doWork}; the receiver and its threads only leave a request. What they throw is reported.
 */
final class Supervisor<T> implements ReceiverContext<T>, StoredMetadata {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.receiver");
    private static final long ON_START_ENDS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Place place;
    private final ReceiverParts parts;
    private final RestartPolicy policy;
    private final Receiving receiving;
    private final Reports reports;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicReference<@Nullable Request> request = new AtomicReference<>();
    private boolean woken;

    private volatile SupervisorState state = new Idle();
    private volatile @Nullable Store<T> store;
    private @Nullable Running running;
    private @Nullable Thread thread;
    private int fruitless;

    /** Whose receiver it is. */
    record Place(String appName, String source, int streamId, Clock clock) {}

    /** What the receiver asked for: to be started again after a delay, or, with none, to be stopped for good. */
    private record Request(
            String message,
            @Nullable Throwable cause,
            boolean restarts,
            @Nullable Duration delay) {}

    Supervisor(ReceiverSource<T> source, Place place, ReceiverParts parts) {
        this.place = place;
        this.parts = parts;
        this.policy = new RestartPolicy(
                parts.settings().restartDelay(), parts.settings().restartDelayMax());
        this.reports = new Reports(place.source(), place.streamId(), parts.events());
        this.receiving = source.open(this);
        reports.isAt(receiving.preferredLocation());
    }

    /** Begins: in a thread of its own, unless batches are run by hand. */
    void begin(Store<T> opened) {
        store = opened;
        reports.watch(opened, () -> state);
        if (parts.executor() == null) {
            Thread started = new Thread(this::supervise, "millrace-" + place.appName() + "-" + place.source());
            started.setDaemon(true);
            thread = started;
            started.start();
        } else {
            doWork(opened);
        }
    }

    Reports reports() {
        return reports;
    }

    private void supervise() {
        Store<T> stored = opened();
        boolean ends = false;
        while (!ends) {
            long due;
            try {
                due = doWork(stored);
            } catch (RuntimeException | Error e) {
                // The batch loop finds the failure of the store; the receiver has nowhere to store to.
                LOGGER.log(Level.DEBUG, "the supervisor of " + place.source() + " ends", e);
                stopForGood("what it stores can't be kept", e);
                due = 0;
            }
            ends = state instanceof Ended || !awaitWork(due);
        }
    }

    /** Does what is to be done; returns when there is more, by the clock's {@code nanoTime}. The supervising thread. */
    private long doWork(Store<T> stored) {
        long now = place.clock().nanoTime();
        Request asked = request.get();
        if (asked != null) {
            try {
                obey(asked, stored, now);
            } finally {
                request.compareAndSet(asked, null); // not before: who asked to stop must not see itself started
            }
        } else if (state instanceof Idle) {
            startReceiver(stored);
        }
        long due = Long.MAX_VALUE;
        if (state instanceof Pausing pausing) {
            Running before = running;
            if (before != null && !before.hasEnded()) {
                due = now + TimeUnit.MILLISECONDS.toNanos(100);
            } else if (now - pausing.dueNanos() >= 0) {
                reports.restarted();
                startReceiver(stored);
            } else {
                due = pausing.dueNanos();
            }
        }
        long cut = stored.doWork(now);
        return cut == Long.MAX_VALUE || due == Long.MAX_VALUE ? Math.min(cut, due) : cut - due < 0 ? cut : due;
    }

    /** The same, in the thread of a batch that is run by hand. */
    void doWorkByHand() {
        Store<T> stored = opened();
        doWork(stored);
        stored.flush();
    }

    private void obey(Request asked, Store<T> stored, long now) {
        if (state instanceof Ended) {
            return;
        }
        boolean receives = state instanceof SupervisorState.Receiving;
        if (asked.restarts()) {
            if (!receives) {
                return; // it is being started again already
            }
            SupervisorState.Receiving begun = (SupervisorState.Receiving) state;
            fruitless = stored.stored() > begun.storedBefore() ? 0 : fruitless;
            Duration delay = policy.delay(asked.delay(), fruitless);
            fruitless++;
            state = new Pausing(now + delay.toNanos());
            reports.error(asked.message() + "; it is started again in " + delay.toMillis() + " ms", asked.cause());
            stopReceiver(stored);
        } else {
            end(asked, receives, stored);
        }
    }

    private void end(Request asked, boolean receives, Store<T> stored) {
        state = new Ended();
        if (receives) {
            stopReceiver(stored);
        }
        Running last = running;
        try {
            if (last != null && !last.awaitEnd(ON_START_ENDS_NANOS)) {
                reports.error("its onStart does not end; what it stores from now on is refused", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stored.refuse();
        stored.flush();
        reports.stopped(asked.message(), asked.cause());
    }

    private void startReceiver(Store<T> stored) {
        stored.holdOpen(false);
        SupervisorState.Receiving started = new SupervisorState.Receiving(stored.stored());
        state = started;
        Running next = new Running(receiving, thrown -> thrown(started, thrown));
        running = next;
        reports.started();
        if (parts.executor() == null) {
            next.startThread("millrace-" + place.appName() + "-" + place.source() + "-receiver");
        } else {
            next.startIn(parts.executor());
        }
    }

    private void thrown(SupervisorState of, Throwable thrown) {
        if (parts.executor() != null && thrown instanceof Error error) {
            throw error; // a simulated death
        }
        if (state == of && !(thrown instanceof InterruptedException && request.get() != null)) {
            restart("its onStart threw", thrown, null);
        }
    }

    private void stopReceiver(Store<T> stored) {
        stored.holdOpen(true);
        try {
            receiving.onStop();
        } catch (Exception | LinkageError | AssertionError e) {
            reports.error("its onStop threw", e);
        }
        Running started = running;
        if (started != null) {
            started.interrupt();
        }
    }

    /** Waits until something is to be done; whether to go on. */
    private boolean awaitWork(long dueNanos) {
        lock.lock();
        try {
            while (!woken && request.get() == null) {
                long nanos = dueNanos == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : dueNanos - place.clock().nanoTime();
                if (nanos <= 0) {
                    return true;
                }
                changed.awaitNanos(nanos);
            }
            woken = false;
            return true;
        } catch (InterruptedException e) {
            LOGGER.log(Level.DEBUG, "the supervisor of " + place.source() + " was interrupted", e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** There may be something to do. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void ask(Request asked) {
        request.getAndUpdate(before -> before != null && !before.restarts() ? before : asked);
        wake();
    }

    /**
     * Stops the receiver, for good, and waits for what it still stores; then nothing is stored any more and all of it is
     * available. Not for the receiver's own threads.
     */
    void endGracefully(long timeoutNanos) {
        Store<T> stored = opened();
        stopForGood("the context stops", null);
        Thread supervising = thread;
        if (supervising == null) {
            doWork(stored);
        } else {
            joinUninterruptibly(supervising, timeoutNanos);
            if (supervising.isAlive()) {
                reports.error(
                        "it does not end within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                                + " ms after it was told to stop; it is left behind, and what it stores is refused",
                        null);
            }
        }
        stored.refuse();
        stored.flush();
    }

    /** Who stops the context may interrupt the thread that closes it. */
    private static void joinUninterruptibly(Thread joined, long timeoutNanos) {
        boolean interrupted = Thread.interrupted();
        try {
            TimeUnit.NANOSECONDS.timedJoin(joined, timeoutNanos);
        } catch (InterruptedException e) {
            interrupted = true;
            joinUninterruptibly(joined, timeoutNanos);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends its threads without a word, as the death of the process would. */
    void abandon() {
        state = new Ended();
        Running last = running;
        if (last != null) {
            last.interrupt();
        }
        Thread supervising = thread;
        if (supervising != null) {
            supervising.interrupt();
        }
    }

    private void stopForGood(String message, @Nullable Throwable cause) {
        ask(new Request(message, cause, false, null));
        if (Thread.currentThread() == thread) {
            doWorkOfEnd();
        }
    }

    private void doWorkOfEnd() {
        Request asked = request.get();
        if (asked != null && !(state instanceof Ended)) {
            end(asked, state instanceof SupervisorState.Receiving, opened());
            request.compareAndSet(asked, null);
        }
    }

    private Store<T> opened() {
        Store<T> opened = store;
        if (opened == null) {
            throw new IllegalStateException(
                    "source '" + place.source() + "': its receiver stores before it was started");
        }
        return opened;
    }

    // ---- what the receiver asks for

    @Override
    public String sourceName() {
        return place.source();
    }

    @Override
    public String source() {
        return place.source();
    }

    @Override
    public int streamId() {
        return place.streamId();
    }

    @Override
    public Clock clock() {
        return place.clock();
    }

    @Override
    public void store(T record) {
        opened().store(record, null);
    }

    @Override
    public void store(T record, Object metadata) {
        opened().store(record, metadata);
    }

    @Override
    public void storeAll(Iterator<? extends T> records) {
        opened().storeAll(records, null);
    }

    @Override
    public void storeAll(Iterator<? extends T> records, Object metadata) {
        opened().storeAll(records, metadata);
    }

    @Override
    public void stored(List<Object> metadata) {
        try {
            receiving.onStored(metadata);
        } catch (Exception e) {
            reports.error("its onStored threw", e);
        }
    }

    @Override
    public void reportError(String message, @Nullable Throwable cause) {
        reports.error(message, cause);
    }

    @Override
    public void restart(String message, @Nullable Throwable cause, @Nullable Duration delay) {
        ask(new Request(message, cause, true, delay));
    }

    @Override
    public void stop(String message, @Nullable Throwable cause) {
        ask(new Request(message, cause, false, null));
    }

    @Override
    public boolean isStarted() {
        return state instanceof SupervisorState.Receiving && request.get() == null;
    }

    @Override
    public boolean isStopped() {
        return !isStarted();
    }
}
