package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

class ShardStoringTest {
    private final FakeReceiverContext context = new FakeReceiverContext();
    private final List<String> told = new ArrayList<>();
    private @Nullable Exception tableThrows;

    /** Of a class whose methods throw what was said, and write down what they were given. */
    private final RecordProcessorCheckpointer checkpointer = (RecordProcessorCheckpointer) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RecordProcessorCheckpointer.class},
            (proxy, method, arguments) -> {
                if (tableThrows != null) {
                    throw tableThrows;
                }
                told.add(arguments == null ? "end" : arguments[0] + "/" + arguments[1]);
                return null;
            });

    private ShardStoring storing(Duration interval) {
        ShardStoring storing = new ShardStoring(context, interval);
        storing.initialize(InitializationInput.builder().shardId("shard").build());
        return storing;
    }

    private void give(ShardStoring storing, KinesisClientRecord... records) {
        storing.processRecords(ProcessRecordsInput.builder()
                .records(List.of(records))
                .checkpointer(checkpointer)
                .build());
    }

    private static KinesisClientRecord record(String number, long sub) {
        return KinesisClientRecord.builder()
                .sequenceNumber(number)
                .subSequenceNumber(sub)
                .partitionKey("key")
                .approximateArrivalTimestamp(Instant.EPOCH)
                .data(UTF_8.encode(number + "/" + sub))
                .build();
    }

    private List<String> stored() {
        return context.stored.stream()
                .map(record -> new String(record.data(), UTF_8))
                .toList();
    }

    @Test
    void whatIsStoredIsToldWithItsSubSequenceNumber() {
        ShardStoring storing = storing(Duration.ZERO);
        give(storing, record("1", 0), record("2", 0), record("2", 1));
        assertEquals(List.of("1/0", "2/0", "2/1"), stored());
        assertEquals(List.of("2/1"), told);
    }

    @Test
    void theTableIsToldOnceInAnIntervalAndWithoutNewRecordsToo() {
        ShardStoring storing = storing(Duration.ofSeconds(1));
        give(storing, record("1", 0));
        give(storing, record("2", 0));
        assertEquals(List.of(), told);
        context.clock.advance(Duration.ofSeconds(1));
        give(storing);
        assertEquals(List.of("2/0"), told);
        context.clock.advance(Duration.ofSeconds(1));
        give(storing);
        assertEquals(List.of("2/0"), told, "nothing new");
    }

    @Test
    void afterARecordThatCouldNotBeStoredNothingIsStoredOrToldAndTheWorkerIsStartedAgain() {
        ShardStoring storing = storing(Duration.ZERO);
        give(storing, record("1", 0));
        context.storingThrows = new IllegalStateException("the log is broken");
        give(storing, record("2", 0));
        context.storingThrows = null;
        give(storing, record("3", 0));
        storing.shutdownRequested(
                ShutdownRequestedInput.builder().checkpointer(checkpointer).build());
        storing.shardEnded(ShardEndedInput.builder().checkpointer(checkpointer).build());
        assertEquals(List.of("1/0"), stored());
        assertEquals(List.of("1/0"), told);
        assertEquals(1, context.restarts.size());
    }

    @Test
    void aWorkerThatLostItsLeaseStoresNothingMore() {
        ShardStoring storing = storing(Duration.ZERO);
        tableThrows = new ShutdownException("another has it");
        give(storing, record("1", 0));
        give(storing, record("2", 0));
        assertEquals(List.of("1/0"), stored());
        ShardStoring other = storing(Duration.ZERO);
        other.leaseLost(LeaseLostInput.builder().build());
        give(other, record("3", 0));
        assertEquals(List.of("1/0"), stored());
    }

    @Test
    void whatTheTableDidNotTakeItIsToldLaterAndReportedOnce() {
        ShardStoring storing = storing(Duration.ZERO);
        tableThrows = new ThrottlingException("slowly");
        give(storing, record("1", 0));
        give(storing, record("2", 0));
        assertEquals(1, context.errors.size());
        tableThrows = null;
        give(storing);
        assertEquals(List.of("2/0"), told);
        assertTrue(context.restarts.isEmpty());
    }

    @Test
    void anEndedShardAndAWorkerThatIsAskedToStopTellWhatIsStored() {
        ShardStoring storing = storing(Duration.ofHours(1));
        give(storing, record("1", 0));
        storing.shutdownRequested(
                ShutdownRequestedInput.builder().checkpointer(checkpointer).build());
        ShardStoring ending = storing(Duration.ofHours(1));
        give(ending, record("2", 0));
        ending.shardEnded(ShardEndedInput.builder().checkpointer(checkpointer).build());
        assertEquals(List.of("1/0", "end"), told);
        assertEquals(2, Stream.of("1/0", "2/0").filter(stored()::contains).count());
    }
}
