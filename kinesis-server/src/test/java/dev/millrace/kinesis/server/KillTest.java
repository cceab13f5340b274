package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** {@code kill -9} of the server's process under load, again and again on the same data: every record that was acknowledged is there. */
@Timeout(300)
class KillTest {
    private static final String STREAM = "s";
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED_REQUESTS_PER_ROUND = 60;

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger();

    @Test
    void acknowledgedRecordsSurvive(@TempDir Path data) throws Exception {
        for (int round = 0; round < 2; round++) {
            try (ChildServer server = ChildServer.start("--data", data.toString(), "--state-delay", "0")) {
                if (round == 0) {
                    try (KinesisClient kinesis = SdkClients.SYNC_HTTP_1.connect(server.endpoint())) {
                        kinesis.createStream(b -> b.streamName(STREAM).shardCount(2));
                    }
                } else {
                    check(server.endpoint());
                }
                loadUntilKilled(server, round);
            }
        }
        try (ChildServer server = ChildServer.start("--data", data.toString())) {
            check(server.endpoint());
        }
    }

    private void loadUntilKilled(ChildServer server, int round) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_REQUESTS_PER_ROUND);
        List<Thread> writers = new ArrayList<>();
        try (KinesisClient kinesis = SdkClients.withoutRetries(server.endpoint())) {
            for (int i = 0; i < WRITERS; i++) {
                Thread writer = new Thread(() -> write(kinesis, enough));
                writer.start();
                writers.add(writer);
            }
            kinesis.updateShardCount(
                    b -> b.streamName(STREAM).targetShardCount(3 + round).scalingType(ScalingType.UNIFORM_SCALING));
            assertTrue(enough.await(120, TimeUnit.SECONDS));
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    private void write(KinesisClient kinesis, CountDownLatch enough) {
        try {
            while (true) {
                List<PutRecordsRequestEntry> entries = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String id = Integer.toString(nextId.incrementAndGet());
                    entries.add(PutRecordsRequestEntry.builder()
                            .partitionKey(id)
                            .data(SdkBytes.fromUtf8String(id))
                            .build());
                }
                PutRecordsResponse response =
                        kinesis.putRecords(b -> b.streamName(STREAM).records(entries));
                for (int i = 0; i < entries.size(); i++) {
                    acknowledged.put(
                            entries.get(i).partitionKey(),
                            response.records().get(i).sequenceNumber());
                }
                enough.countDown();
            }
        } catch (SdkException killed) {
            assertEquals(0, enough.getCount(), killed::toString);
        }
    }

    private void check(URI endpoint) {
        Map<String, String> found = new HashMap<>();
        try (KinesisClient kinesis = SdkClients.SYNC_HTTP_1.connect(endpoint)) {
            for (Shard shard : kinesis.listShards(b -> b.streamName(STREAM)).shards()) {
                String iterator = kinesis.getShardIterator(b -> b.streamName(STREAM)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                GetRecordsResponse records;
                do {
                    String next = iterator;
                    records = kinesis.getRecords(b -> b.shardIterator(next));
                    records.records().forEach(record -> {
                        assertEquals(record.partitionKey(), record.data().asString(UTF_8));
                        assertNull(found.put(record.partitionKey(), record.sequenceNumber()), "twice");
                    });
                    iterator = records.nextShardIterator();
                } while (iterator != null && !records.records().isEmpty());
            }
        }
        acknowledged.forEach((id, sequenceNumber) -> assertEquals(sequenceNumber, found.get(id), "record " + id));
        assertTrue(acknowledged.size() >= ACKNOWLEDGED_REQUESTS_PER_ROUND * 20);
    }
}
