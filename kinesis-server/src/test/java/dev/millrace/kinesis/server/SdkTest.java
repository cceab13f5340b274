package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Every operation by the AWS SDK: synchronous and asynchronous, HTTP/1.1 and HTTP/2 with prior knowledge. */
class SdkTest {
    private static final Map<SdkClients, KinesisClient> CONNECTED = new EnumMap<>(SdkClients.class);
    private static KinesisServer server;

    @BeforeAll
    static void start() {
        server = KinesisServer.start(KinesisServerSettings.defaults());
        for (SdkClients each : SdkClients.values()) {
            CONNECTED.put(each, each.connect(server.endpoint()));
        }
    }

    @AfterAll
    static void stop() {
        CONNECTED.values().parallelStream().forEach(KinesisClient::close);
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamIsMadeDescribedListedAndDeleted(SdkClients clients) {
        KinesisClient kinesis = Objects.requireNonNull(CONNECTED.get(clients));
        String stream = "life-" + clients;
        Instant before = Instant.now().minusSeconds(1);
        kinesis.createStream(b -> b.streamName(stream).shardCount(3));
        StreamDescriptionSummary summary =
                kinesis.describeStreamSummary(b -> b.streamName(stream)).streamDescriptionSummary();
        assertEquals(StreamStatus.ACTIVE, summary.streamStatus());
        assertEquals(3, summary.openShardCount());
        assertEquals("arn:aws:kinesis:us-east-1:000000000000:stream/" + stream, summary.streamARN());
        assertTrue(summary.streamCreationTimestamp().isAfter(before), summary.toString());
        assertEquals(
                3,
                kinesis.describeStream(b -> b.streamARN(summary.streamARN()))
                        .streamDescription()
                        .shards()
                        .size());
        assertTrue(kinesis.listStreams().streamNames().contains(stream));
        kinesis.increaseStreamRetentionPeriod(b -> b.streamName(stream).retentionPeriodHours(48));
        kinesis.decreaseStreamRetentionPeriod(b -> b.streamName(stream).retentionPeriodHours(36));
        assertEquals(
                36,
                kinesis.describeStreamSummary(b -> b.streamName(stream))
                        .streamDescriptionSummary()
                        .retentionPeriodHours());
        kinesis.deleteStream(b -> b.streamName(stream));
        assertThrows(ResourceNotFoundException.class, () -> kinesis.describeStreamSummary(b -> b.streamName(stream)));
    }

    @ParameterizedTest
    @EnumSource
    void recordsComeBackInOrderFromEveryKindOfIterator(SdkClients clients) {
        KinesisClient kinesis = Objects.requireNonNull(CONNECTED.get(clients));
        String stream = "order-" + clients;
        kinesis.createStream(b -> b.streamName(stream).shardCount(1));
        String shard = "shardId-000000000000";
        String latest = iterator(kinesis, stream, shard, ShardIteratorType.LATEST, null);
        Instant start = Instant.now();
        PutRecordResponse first =
                kinesis.putRecord(b -> b.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String("0")));
        List<PutRecordsRequestEntry> entries = IntStream.range(1, 500)
                .mapToObj(i -> PutRecordsRequestEntry.builder()
                        .partitionKey("k" + i)
                        .data(SdkBytes.fromUtf8String(Integer.toString(i)))
                        .build())
                .toList();
        PutRecordsResponse rest = kinesis.putRecords(b -> b.streamName(stream).records(entries));
        assertEquals(0, rest.failedRecordCount());
        assertEquals(499, rest.records().size());

        GetRecordsResponse all = kinesis.getRecords(
                b -> b.shardIterator(iterator(kinesis, stream, shard, ShardIteratorType.TRIM_HORIZON, null)));
        assertEquals(IntStream.range(0, 500).mapToObj(Integer::toString).toList(), texts(all));
        assertEquals(first.sequenceNumber(), all.records().get(0).sequenceNumber());
        assertEquals(
                rest.records().get(498).sequenceNumber(), all.records().get(499).sequenceNumber());
        assertTrue(all.records().get(0).approximateArrivalTimestamp().isAfter(start.minusMillis(1)));
        assertEquals(0, all.millisBehindLatest());
        assertEquals(
                500, kinesis.getRecords(b -> b.shardIterator(latest)).records().size());
        assertEquals("0", firstText(kinesis, stream, ShardIteratorType.AT_SEQUENCE_NUMBER, first.sequenceNumber()));
        assertEquals("1", firstText(kinesis, stream, ShardIteratorType.AFTER_SEQUENCE_NUMBER, first.sequenceNumber()));
        String atStart = kinesis.getShardIterator(b -> b.streamName(stream)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(start))
                .shardIterator();
        GetRecordsResponse limited =
                kinesis.getRecords(b -> b.shardIterator(atStart).limit(7));
        assertEquals(7, limited.records().size());
        assertEquals(
                "7",
                texts(kinesis.getRecords(b -> b.shardIterator(limited.nextShardIterator())))
                        .get(0));
    }

    @ParameterizedTest
    @EnumSource
    void aReaderFollowsASplitAndAMerge(SdkClients clients) {
        KinesisClient kinesis = Objects.requireNonNull(CONNECTED.get(clients));
        String stream = "reshard-" + clients;
        kinesis.createStream(b -> b.streamName(stream).shardCount(1));
        put(kinesis, stream, "before");
        kinesis.splitShard(b -> b.streamName(stream)
                .shardToSplit("shardId-000000000000")
                .newStartingHashKey("170141183460469231731687303715884105728"));
        put(kinesis, stream, "between");
        kinesis.mergeShards(b ->
                b.streamName(stream).shardToMerge("shardId-000000000001").adjacentShardToMerge("shardId-000000000002"));
        put(kinesis, stream, "after");
        kinesis.updateShardCount(
                b -> b.streamName(stream).targetShardCount(2).scalingType(ScalingType.UNIFORM_SCALING));

        List<String> read = new ArrayList<>();
        List<String> shards = new ArrayList<>(List.of("shardId-000000000000"));
        for (int i = 0; i < shards.size(); i++) {
            GetRecordsResponse records = kinesis.getRecords(b -> b.shardIterator(
                    iterator(kinesis, stream, shards.get(shards.size() - 1), ShardIteratorType.TRIM_HORIZON, null)));
            read.addAll(texts(records));
            if (records.nextShardIterator() == null) {
                assertTrue(records.hasChildShards());
                records.childShards().stream()
                        .map(child -> child.shardId())
                        .filter(child -> !shards.contains(child))
                        .forEach(shards::add);
            }
        }
        assertTrue(read.containsAll(List.of("before", "after")), read.toString());
        List<Shard> listed = kinesis.listShards(b -> b.streamName(stream)).shards();
        assertEquals(6, listed.size());
        assertNotNull(listed.get(0).sequenceNumberRange().endingSequenceNumber());
        assertEquals("shardId-000000000002", listed.get(3).adjacentParentShardId());
        assertNull(listed.get(5).sequenceNumberRange().endingSequenceNumber());
        assertEquals(
                2,
                kinesis.listShards(b -> b.streamName(stream).shardFilter(f -> f.type(ShardFilterType.AT_LATEST)))
                        .shards()
                        .size());
    }

    @ParameterizedTest
    @EnumSource
    void errorsArriveAsTheSdksOwnExceptions(SdkClients clients) {
        KinesisClient kinesis = Objects.requireNonNull(CONNECTED.get(clients));
        ResourceNotFoundException notFound = assertThrows(
                ResourceNotFoundException.class, () -> kinesis.describeStream(b -> b.streamName("nobody")));
        assertEquals(
                "Stream nobody under account 000000000000 not found.",
                notFound.awsErrorDetails().errorMessage());
        assertFalse(notFound.requestId().isEmpty());
        String stream = "errors-" + clients;
        kinesis.createStream(b -> b.streamName(stream).shardCount(1));
        assertThrows(
                ResourceInUseException.class,
                () -> kinesis.createStream(b -> b.streamName(stream).shardCount(1)));
        assertThrows(InvalidArgumentException.class, () -> kinesis.getRecords(b -> b.shardIterator("nonsense")));
        KinesisException validation = assertThrows(
                KinesisException.class,
                () -> kinesis.createStream(b -> b.streamName("b a d").shardCount(0)));
        assertEquals("ValidationException", validation.awsErrorDetails().errorCode());
        assertEquals(
                "2 validation errors detected: Value '0' at 'shardCount' failed to satisfy constraint: Member must"
                        + " have value greater than or equal to 1; Value 'b a d' at 'streamName' failed to satisfy"
                        + " constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
                validation.awsErrorDetails().errorMessage());
    }

    private static void put(KinesisClient kinesis, String stream, String text) {
        kinesis.putRecord(b -> b.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(text)));
    }

    private static String iterator(
            KinesisClient kinesis, String stream, String shard, ShardIteratorType type, @Nullable String sequence) {
        return kinesis.getShardIterator(b -> b.streamName(stream)
                        .shardId(shard)
                        .shardIteratorType(type)
                        .startingSequenceNumber(sequence))
                .shardIterator();
    }

    private static String firstText(KinesisClient kinesis, String stream, ShardIteratorType type, String sequence) {
        String iterator = iterator(kinesis, stream, "shardId-000000000000", type, sequence);
        return texts(kinesis.getRecords(b -> b.shardIterator(iterator).limit(1)))
                .get(0);
    }

    private static List<String> texts(GetRecordsResponse response) {
        return response.records().stream()
                .map(Record::data)
                .map(data -> data.asString(UTF_8))
                .toList();
    }
}
