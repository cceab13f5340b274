package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.Receiving;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One life of a member of a group, with a store in memory that can be made to die behind what it has stored. */
final class Listening implements ReceiverContext<KafkaRecord<byte[], byte[]>>, AutoCloseable {
    private static final long DEADLINE_NANOS = 120_000_000_000L;

    private final List<KafkaRecord<byte[], byte[]>> stored = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Receiving receiving;
    private final Thread thread;
    private final boolean diesBehindStoring;
    private volatile boolean stopped;
    private volatile @Nullable Throwable thrown;

    private Listening(KafkaReceiver receiver, boolean diesBehindStoring) {
        this.diesBehindStoring = diesBehindStoring;
        this.receiving = receiver.open(this);
        this.thread = new Thread(this::run, "listening");
        thread.start();
    }

    static Listening to(KafkaReceiver receiver) {
        return new Listening(receiver, false);
    }

    /** What it stores is stored, and then nothing follows. */
    static Listening dyingBehindStoring(KafkaReceiver receiver) {
        return new Listening(receiver, true);
    }

    private void run() {
        try {
            receiving.onStart();
        } catch (Throwable e) {
            thrown = e;
        }
    }

    List<String> values() {
        return stored.stream().map(record -> new String(record.value(), UTF_8)).toList();
    }

    List<KafkaRecord<byte[], byte[]>> stored() {
        return stored;
    }

    List<String> errors() {
        return errors;
    }

    Listening until(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > DEADLINE_NANOS) {
                throw new AssertionError("it takes too long; so far: " + values() + ", " + errors + ", " + thrown);
            }
            LockSupport.parkNanos(1_000_000);
        }
        return this;
    }

    /** Waits for what {@code onStart} throws. */
    Throwable failure() throws InterruptedException {
        thread.join(DEADLINE_NANOS / 1_000_000);
        Throwable known = thrown;
        if (known == null) {
            throw new AssertionError("it didn't fail; so far: " + values());
        }
        return known;
    }

    @Override
    public void storeAll(Iterator<? extends KafkaRecord<byte[], byte[]>> records) {
        records.forEachRemaining(stored::add);
        if (diesBehindStoring) {
            throw new IllegalStateException("killed");
        }
    }

    @Override
    public void reportError(String message, @Nullable Throwable cause) {
        errors.add(message);
    }

    @Override
    public boolean isStarted() {
        return !stopped;
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public String sourceName() {
        return "listening";
    }

    @Override
    public int streamId() {
        return 0;
    }

    @Override
    public Clock clock() {
        return new SystemClock();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            receiving.onStop();
            thread.join(DEADLINE_NANOS / 1_000_000);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ---- not for this receiver

    @Override
    public void store(KafkaRecord<byte[], byte[]> record) {
        throw new AssertionError("without a sync");
    }

    @Override
    public void store(KafkaRecord<byte[], byte[]> record, Object metadata) {
        throw new AssertionError("without a sync");
    }

    @Override
    public void storeAll(Iterator<? extends KafkaRecord<byte[], byte[]>> records, Object metadata) {
        throw new AssertionError("it needs no metadata: " + Map.of("metadata", metadata));
    }

    @Override
    public void restart(String message, @Nullable Throwable cause, @Nullable Duration delay) {
        throw new AssertionError(message);
    }

    @Override
    public void stop(String message, @Nullable Throwable cause) {
        throw new AssertionError(message);
    }
}
