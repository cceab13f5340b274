package dev.millrace.connector.kinesis.kcl;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.kinesis.KinesisRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibRetryableException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Stores what one shard gives and tells the table how far that went: storing first, telling second, and nothing any more
 * once something could not be stored, as the KCL goes on with the next records whatever happened to these. One thread at
 * a time, the KCL's.
 */
final class ShardStoring implements ShardRecordProcessor {
    private final ReceiverContext<KinesisRecord> context;
    private final long intervalNanos;
    private String shard = "";
    private State state = State.STORING;
    private @Nullable Place stored;
    private @Nullable Place told;
    private long toldNanos;
    private boolean complained;

    /** {@code STORING} becomes {@code FAILED} when a record can't be stored, or {@code LOST} when another worker has the lease. */
    private enum State {
        STORING,
        FAILED,
        LOST
    }

    private record Place(String sequenceNumber, long subSequenceNumber) {
        static Place of(KinesisClientRecord record) {
            return new Place(record.sequenceNumber(), record.subSequenceNumber());
        }
    }

    /** How the table is told: each form of it throws the same. */
    @FunctionalInterface
    private interface Telling {
        void tell() throws InvalidStateException, ShutdownException;
    }

    ShardStoring(ReceiverContext<KinesisRecord> context, Duration checkpointInterval) {
        this.context = context;
        this.intervalNanos = checkpointInterval.toNanos();
    }

    @Override
    public void initialize(InitializationInput input) {
        shard = input.shardId();
        toldNanos = context.clock().nanoTime();
    }

    /** Called without records too, so that an idle shard's last ones are told. */
    @Override
    public void processRecords(ProcessRecordsInput input) {
        List<KinesisClientRecord> records = input.records();
        if (state == State.STORING && !records.isEmpty()) {
            store(records);
        }
        if (context.clock().nanoTime() - toldNanos >= intervalNanos) {
            tellStored(input.checkpointer());
        }
    }

    private void store(List<KinesisClientRecord> records) {
        try {
            context.storeAll(records.stream().map(this::recordOf).iterator());
            stored = Place.of(records.get(records.size() - 1));
        } catch (RuntimeException | Error e) {
            state = State.FAILED;
            context.restart("what " + shard + " gave could not be stored", e, null);
        }
    }

    private KinesisRecord recordOf(KinesisClientRecord record) {
        ByteBuffer data = record.data().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return new KinesisRecord(
                shard,
                record.sequenceNumber(),
                record.subSequenceNumber(),
                record.partitionKey(),
                record.explicitHashKey(),
                record.approximateArrivalTimestamp(),
                record.encryptionType() == null
                        ? "NONE"
                        : record.encryptionType().toString(),
                bytes);
    }

    private void tellStored(RecordProcessorCheckpointer checkpointer) {
        Place place = stored;
        if (place != null && !place.equals(told)) {
            boolean done = tell(() -> checkpointer.checkpoint(place.sequenceNumber(), place.subSequenceNumber()));
            told = done ? place : told;
        }
    }

    /** What the table doesn't take now, it takes later. */
    private boolean tell(Telling telling) {
        toldNanos = context.clock().nanoTime();
        if (state != State.STORING) {
            return false;
        }
        try {
            telling.tell();
            complained = false;
            return true;
        } catch (ShutdownException e) {
            state = State.LOST;
        } catch (InvalidStateException | KinesisClientLibRetryableException e) {
            if (!complained) {
                context.reportError("the table can't be told how far " + shard + " was stored; it is told later", e);
            }
            complained = true;
        }
        return false;
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
        state = state == State.STORING ? State.LOST : state;
    }

    /** Only then its children are read. Where the table can't be told, the KCL asks again. */
    @Override
    public void shardEnded(ShardEndedInput input) {
        tell(() -> input.checkpointer().checkpoint());
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        tellStored(input.checkpointer());
    }
}
