package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** The calls by the AWS SDK's synchronous client. */
final class SdkCalls implements KinesisCalls {
    private final KinesisClient client;
    private final StreamName stream;
    private final InstantSource clock;
    private volatile long serviceAheadMillis;

    SdkCalls(KinesisClient client, StreamName stream, InstantSource clock) {
        this.client = client;
        this.stream = stream;
        this.clock = clock;
    }

    @Override
    public StreamInfo describe() throws KinesisFault {
        StreamDescriptionSummary summary = call(
                        "DescribeStreamSummary",
                        () -> client.describeStreamSummary(
                                request -> request.streamName(stream.name()).streamARN(stream.arn())))
                .streamDescriptionSummary();
        return new StreamInfo(
                summary.streamARN(),
                summary.streamCreationTimestamp(),
                summary.streamStatusAsString(),
                Duration.ofHours(summary.retentionPeriodHours()));
    }

    @Override
    public List<ShardInfo> shards(InitialPosition from) throws KinesisFault {
        ListShardsRequest first = ListShardsRequest.builder()
                .streamName(stream.name())
                .streamARN(stream.arn())
                .shardFilter(filter(from))
                .build();
        List<ShardInfo> shards = new ArrayList<>();
        ListShardsResponse page = call("ListShards", () -> client.listShards(first));
        while (true) {
            for (Shard shard : page.shards()) {
                shards.add(shard(shard));
            }
            String token = page.nextToken();
            if (token == null) {
                return shards;
            }
            // The token says which stream is meant; naming it too is refused.
            page = call("ListShards", () -> client.listShards(request -> request.nextToken(token)));
        }
    }

    @Override
    public String iterator(String shardId, ShardPosition position) throws KinesisFault {
        GetShardIteratorRequest.Builder request = GetShardIteratorRequest.builder()
                .streamName(stream.name())
                .streamARN(stream.arn())
                .shardId(shardId);
        if (position instanceof At at) {
            request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER).startingSequenceNumber(at.sequenceNumber());
        } else if (position instanceof Start start && start.timestampMillis() > 0) {
            request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                    .timestamp(Instant.ofEpochMilli(start.timestampMillis()));
        } else {
            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        }
        return call("GetShardIterator", () -> client.getShardIterator(request.build()))
                .shardIterator();
    }

    @Override
    public FetchReply records(String iterator, int recordsMax) throws KinesisFault {
        GetRecordsResponse response = call(
                "GetRecords",
                () -> client.getRecords(request ->
                        request.shardIterator(iterator).limit(recordsMax).streamARN(stream.arn())));
        List<RawRecord> records = new ArrayList<>(response.records().size());
        for (Record record : response.records()) {
            records.add(raw(record));
        }
        Long behind = response.millisBehindLatest();
        return new FetchReply(
                records,
                response.nextShardIterator(),
                behind == null ? 0 : behind,
                response.childShards().stream().map(SdkCalls::child).toList());
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public long serviceMillis() {
        return clock.millis() + serviceAheadMillis;
    }

    private <T extends SdkResponse> T call(String operation, Supplier<T> call) throws KinesisFault {
        try {
            T response = call.get();
            readDate(response.sdkHttpResponse());
            return response;
        } catch (RuntimeException e) {
            if (SdkFaults.isInterruption(e)) {
                Thread.currentThread().interrupt(); // so that whoever tries again notices
            }
            throw SdkFaults.of(operation, e);
        }
    }

    private void readDate(@Nullable SdkHttpResponse http) {
        String date = http == null ? null : http.firstMatchingHeader("Date").orElse(null);
        if (date != null) {
            try {
                Instant served = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
                serviceAheadMillis = served.toEpochMilli() - clock.millis();
            } catch (DateTimeException e) {
                // Then our own clock has to do.
                return;
            }
        }
    }

    static RawRecord raw(Record record) {
        return new RawRecord(
                record.sequenceNumber(),
                record.partitionKey() == null ? "" : record.partitionKey(),
                record.approximateArrivalTimestamp() == null ? Instant.EPOCH : record.approximateArrivalTimestamp(),
                record.encryptionType() == null ? "NONE" : record.encryptionTypeAsString(),
                record.data().asByteArrayUnsafe());
    }

    private static ShardFilter filter(InitialPosition from) {
        ShardFilter.Builder filter = ShardFilter.builder();
        if (from instanceof InitialPosition.AtTimestamp at) {
            filter.type(ShardFilterType.FROM_TIMESTAMP).timestamp(at.timestamp());
        } else if (from instanceof InitialPosition.Latest) {
            filter.type(ShardFilterType.AT_LATEST);
        } else {
            filter.type(ShardFilterType.FROM_TRIM_HORIZON);
        }
        return filter.build();
    }

    private static ShardInfo shard(Shard shard) {
        List<String> parents = new ArrayList<>(2);
        addIfThere(shard.parentShardId(), parents);
        addIfThere(shard.adjacentParentShardId(), parents);
        return new ShardInfo(
                shard.shardId(),
                parents,
                HashRange.of(
                        shard.hashKeyRange().startingHashKey(),
                        shard.hashKeyRange().endingHashKey()));
    }

    static ShardInfo child(ChildShard child) {
        return new ShardInfo(
                child.shardId(),
                child.parentShards(),
                HashRange.of(
                        child.hashKeyRange().startingHashKey(),
                        child.hashKeyRange().endingHashKey()));
    }

    private static void addIfThere(@Nullable String parent, List<String> parents) {
        if (parent != null) {
            parents.add(parent);
        }
    }
}
