package dev.millrace.kinesis.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** The KPL with its native process, over TLS with the server's own certificate: what it says it put is there, across a split, aggregated. */
@Timeout(300)
class KplTest {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing"));
    private static final String STREAM = "produced";
    private static final int RECORDS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void whatTheProducerPutsIsThereAcrossASplit() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && List.of("amd64", "aarch64").contains(System.getProperty("os.arch")),
                "The KPL's native process is run where it is made for: Linux with glibc, on x86-64 or ARM64");
        try (KinesisServer server = KinesisServer.start(
                        KinesisServerSettings.builder().tlsPort(0).build());
                KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(KinesisAsyncClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS))) {
            kinesis.createStream(stream -> stream.streamName(STREAM).shardCount(2))
                    .join();
            Map<String, UserRecordResult> put = new HashMap<>();
            KinesisProducer producer = new KinesisProducer(configuration(Objects.requireNonNull(server.tlsEndpoint())));
            try {
                put(producer, 0, put);
                kinesis.splitShard(split -> split.streamName(STREAM)
                                .shardToSplit("shardId-000000000000")
                                .newStartingHashKey("85070591730234615865843651857942052864"))
                        .join();
                put(producer, RECORDS, put);
            } finally {
                producer.destroy();
            }
            check(kinesis, put);
        }
    }

    private KinesisProducerConfiguration configuration(URI endpoint) {
        return new KinesisProducerConfiguration()
                .setKinesisEndpoint(endpoint.getHost())
                .setKinesisPort(endpoint.getPort())
                .setStsEndpoint(endpoint.getHost())
                .setStsPort(endpoint.getPort())
                .setVerifyCertificate(false)
                .setRegion("us-east-1")
                .setCredentialsProvider(CREDENTIALS)
                .setMetricsLevel("none")
                .setTempDirectory(directory.toString());
    }

    private static void put(KinesisProducer producer, int first, Map<String, UserRecordResult> put) throws Exception {
        Map<String, Future<UserRecordResult>> futures = new HashMap<>();
        for (int i = first; i < first + RECORDS; i++) {
            String record = "record-" + i;
            futures.put(
                    record,
                    producer.addUserRecord(STREAM, record, ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8))));
        }
        producer.flush();
        for (Map.Entry<String, Future<UserRecordResult>> future : futures.entrySet()) {
            UserRecordResult result = future.getValue().get(60, TimeUnit.SECONDS);
            assertTrue(result.isSuccessful(), () -> future.getKey() + ": " + result.getAttempts());
            put.put(future.getKey(), result);
        }
    }

    /** Each record is at least once where its result says, and nothing else is there; some came in aggregates, once the producer knew the shards. */
    private static void check(KinesisAsyncClient kinesis, Map<String, UserRecordResult> put) {
        HashSet<String> found = new HashSet<>();
        int stored = 0;
        for (Shard shard :
                kinesis.listShards(list -> list.streamName(STREAM)).join().shards()) {
            List<KinesisClientRecord> records = records(kinesis, shard);
            stored += records.size();
            for (KinesisClientRecord record : new AggregatorUtil().deaggregate(records)) {
                String data = StandardCharsets.UTF_8.decode(record.data()).toString();
                UserRecordResult result = Objects.requireNonNull(put.get(data), data);
                assertEquals(data, record.partitionKey());
                if (result.getShardId().equals(shard.shardId())
                        && result.getSequenceNumber().equals(record.sequenceNumber())) {
                    found.add(data);
                }
            }
        }
        assertEquals(put.keySet(), found);
        assertTrue(stored < put.size(), "nothing came in aggregates");
    }

    private static List<KinesisClientRecord> records(KinesisAsyncClient kinesis, Shard shard) {
        List<KinesisClientRecord> records = new ArrayList<>();
        String iterator = kinesis.getShardIterator(get -> get.streamName(STREAM)
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .join()
                .shardIterator();
        while (iterator != null) {
            String from = iterator;
            GetRecordsResponse reply =
                    kinesis.getRecords(get -> get.shardIterator(from)).join();
            reply.records().forEach(record -> records.add(KinesisClientRecord.fromRecord(record)));
            iterator = reply.records().isEmpty() ? null : reply.nextShardIterator();
        }
        return records;
    }
}
