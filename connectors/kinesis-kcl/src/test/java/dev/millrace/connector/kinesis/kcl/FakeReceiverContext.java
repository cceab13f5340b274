package dev.millrace.connector.kinesis.kcl;

import dev.millrace.connector.Clock;
import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.kinesis.KinesisRecord;
import dev.millrace.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores into a list, or throws what it was told to; writes down what is asked of it. */
final class FakeReceiverContext implements ReceiverContext<KinesisRecord> {
    final List<KinesisRecord> stored = new ArrayList<>();
    final List<String> errors = new ArrayList<>();
    final List<String> restarts = new ArrayList<>();
    final ManualClock clock = new ManualClock();

    @Nullable
    RuntimeException storingThrows;

    @Override
    public String sourceName() {
        return "source";
    }

    @Override
    public int streamId() {
        return 0;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void store(KinesisRecord record) {
        storeAll(List.of(record).iterator());
    }

    @Override
    public void store(KinesisRecord record, Object metadata) {
        store(record);
    }

    @Override
    public void storeAll(Iterator<? extends KinesisRecord> records) {
        if (storingThrows != null) {
            throw storingThrows;
        }
        records.forEachRemaining(stored::add);
    }

    @Override
    public void storeAll(Iterator<? extends KinesisRecord> records, Object metadata) {
        storeAll(records);
    }

    @Override
    public void reportError(String message, @Nullable Throwable cause) {
        errors.add(message);
    }

    @Override
    public void restart(String message, @Nullable Throwable cause, @Nullable Duration delay) {
        restarts.add(message);
    }

    @Override
    public void stop(String message, @Nullable Throwable cause) {}

    @Override
    public boolean isStarted() {
        return true;
    }

    @Override
    public boolean isStopped() {
        return false;
    }
}
