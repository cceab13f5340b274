package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Programs that tell their positions to the KCL's table and come over from one, on a real server and a real DynamoDB. */
class LeaseTableTest {
    private static final String SHARD_0 = "shardId-000000000000";
    private static final String SHARD_1 = "shardId-000000000001";
    private static final AtomicInteger TABLES = new AtomicInteger();

    private final LocalKinesis kinesis = LocalKinesis.shared();
    private final LocalDynamo dynamo = LocalDynamo.shared();
    private final String table = "application-" + TABLES.incrementAndGet();
    private final List<String> seen = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        kinesis.close();
    }

    private KinesisSourceBuilder<byte[]> source() {
        return kinesis.source()
                .keepStrayRecords(true)
                .checkpointAppName(table)
                .checkpointInterval(Duration.ZERO)
                .leaseFailoverTime(Duration.ofMillis(100))
                .dynamoDbEndpointUrl(dynamo.endpoint());
    }

    /** Runs a program until it has seen so many records in all. */
    private void run(Path checkpoint, KinesisSourceBuilder<byte[]> source, int records) {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("leases")
                .batchInterval(Duration.ofMillis(100))
                .recordsPerBatchMax(3)
                .clock(kinesis.clock())
                .checkpointDirectory(checkpoint)
                .build()) {
            ssc.sourceStream(source.build())
                    .map(data -> new String(data, UTF_8))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            ByHand.runUntil(driver, () -> seen.size() >= records);
            driver.stop();
        }
        assertEquals(records, seen.size(), seen::toString);
    }

    private Map<String, AttributeValue> row(String shard) {
        Map<String, AttributeValue> row = dynamo.rows(table).get(shard);
        return Objects.requireNonNull(row, () -> shard + " has no row in " + dynamo.rows(table));
    }

    private static String text(Map<String, AttributeValue> row, String name) {
        return Objects.requireNonNull(row.get(name), name).s();
    }

    private List<Record> records(int shard) {
        String iterator = kinesis.client()
                .getShardIterator(request -> request.streamName(kinesis.stream())
                        .shardId(kinesis.shards().get(shard).shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        return kinesis.client()
                .getRecords(request -> request.shardIterator(iterator))
                .records();
    }

    @Test
    void positionsOfBatchesThatAreDoneAreInTheTableAsTheKclKeepsThem() {
        kinesis.create(2);
        kinesis.putTo(0, "a", "b");
        kinesis.putTo(0, List.of(Aggregates.of("key-of-0", "c", "d", "e")));
        run(directory.resolve("checkpoint"), source(), 5);
        Map<String, AttributeValue> row = row(SHARD_0);
        assertEquals(records(0).get(2).sequenceNumber(), text(row, "checkpoint"));
        assertEquals(
                "2",
                Objects.requireNonNull(row.get("checkpointSubSequenceNumber")).n());
        assertEquals("0", text(row, "startingHashKey"));
        assertTrue(row.containsKey("endingHashKey"));
        assertFalse(row.containsKey("leaseOwner"), "given up at the end");
        assertEquals("TRIM_HORIZON", text(row(SHARD_1), "checkpoint"));
    }

    @Test
    void aProgramWithoutACheckpointGoesOnInTheMiddleOfAnAggregateWhereTheTableSays() {
        kinesis.create(2);
        kinesis.putTo(0, "a", "b");
        kinesis.putTo(0, List.of(Aggregates.of("key-of-0", "c", "d", "e")));
        kinesis.putTo(1, "f");
        dynamo.leases(table).createIfAbsent();
        dynamo.put(table, SHARD_0, records(0).get(2).sequenceNumber(), 0, Map.of());
        dynamo.put(table, SHARD_1, "TRIM_HORIZON", 0, Map.of("leaseOwner", "a worker that is gone"));
        run(directory.resolve("checkpoint"), source(), 3);
        assertEquals(List.of("d", "e", "f"), seen.stream().sorted().toList());
    }

    @Test
    void backAndForthBetweenTablesNothingIsLostOrDoubled() {
        kinesis.create(2);
        for (int life = 0; life < 4; life++) {
            kinesis.putTo(0, "a" + life, "b" + life);
            kinesis.putTo(1, "c" + life);
            run(directory.resolve("checkpoint-" + life), source(), 3 * (life + 1));
        }
        assertEquals(12, seen.stream().distinct().count());
    }

    @Test
    void withACheckpointTheTableIsWrittenAndNotRead() {
        kinesis.create(1);
        kinesis.putTo(0, "a", "b");
        run(directory.resolve("checkpoint"), source(), 2);
        dynamo.put(table, SHARD_0, "TRIM_HORIZON", 0, Map.of());
        kinesis.putTo(0, "c");
        run(directory.resolve("checkpoint"), source(), 3);
        assertEquals(List.of("a", "b", "c"), seen);
        assertEquals(records(0).get(2).sequenceNumber(), text(row(SHARD_0), "checkpoint"));
    }

    @Test
    void anEndedShardIsMarkedAndItsChildrenHaveRowsOfTheirOwn() {
        kinesis.create(1);
        kinesis.putTo(0, "a", "b");
        kinesis.split(0);
        kinesis.putTo(0, "c");
        run(directory.resolve("checkpoint"), source(), 3);
        assertEquals("SHARD_END", text(row(SHARD_0), "checkpoint"));
        Map<String, AttributeValue> child = row(SHARD_1);
        assertEquals(records(1).get(0).sequenceNumber(), text(child, "checkpoint"));
        assertEquals(
                List.of(SHARD_0),
                Objects.requireNonNull(child.get("parentShardId")).ss());
        kinesis.putTo(1, "d");
        run(directory.resolve("another"), source(), 4);
        assertEquals(List.of("a", "b", "c", "d"), seen.stream().sorted().toList());
    }

    @Test
    void aTableThatAnApplicationIsUsingIsRefused() throws Exception {
        kinesis.create(1);
        DynamoLeases leases = dynamo.leases(table);
        leases.createIfAbsent();
        dynamo.put(table, SHARD_0, "TRIM_HORIZON", 0, Map.of("leaseOwner", "worker-7"));
        Thread worker = new Thread(() -> {
            Lease lease = leases.leases().get(0);
            while (!Thread.currentThread().isInterrupted()) {
                leases.update(lease, "worker-7", null);
                lease = lease.written("worker-7", null);
                LockSupport.parkNanos(1_000_000);
            }
        });
        worker.start();
        try {
            MillraceException refused = assertThrows(
                    MillraceException.class,
                    () -> run(directory.resolve("c"), source().leaseFailoverTime(Duration.ofSeconds(5)), 1));
            Expect.says(MillraceException.Kind.CONFIGURATION, refused, table, "worker-7", SHARD_0);
        } finally {
            worker.interrupt();
            worker.join();
        }
    }

    @Test
    void aRecordThatHasExpiredSinceIsAnErrorAndNoSilentSkip() {
        kinesis.create(1);
        kinesis.putTo(0, "a", "b");
        String first = records(0).get(0).sequenceNumber();
        kinesis.clock().pass(Duration.ofHours(25));
        kinesis.putTo(0, "c");
        dynamo.leases(table).createIfAbsent();
        dynamo.put(table, SHARD_0, first, 0, Map.of());
        MillraceException expired =
                assertThrows(MillraceException.class, () -> run(directory.resolve("c"), source(), 1));
        Expect.says(MillraceException.Kind.CONFIGURATION, expired, SHARD_0, "older than what the stream still holds");
    }

    @Test
    void wrongSettingsAreToldWhereTheyAreMade() {
        assertThrows(
                IllegalArgumentException.class, () -> KinesisSource.builder().checkpointAppName("ab"));
        assertThrows(
                IllegalArgumentException.class,
                () -> KinesisSource.builder().checkpointInterval(Duration.ofMillis(-1)));
        assertThrows(
                IllegalArgumentException.class, () -> KinesisSource.builder().dynamoDbEndpointUrl("nowhere"));
    }
}
