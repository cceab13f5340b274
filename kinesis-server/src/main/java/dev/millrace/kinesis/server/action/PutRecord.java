package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Appended;
import dev.millrace.kinesis.server.store.HashKey;
import dev.millrace.kinesis.server.store.NewRecord;
import dev.millrace.kinesis.server.store.SequenceNumber;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts one record into a stream. */
final class PutRecord implements Action<PutRecord.Request> {
    record Request(
            @SequenceNumberText @Nullable String sequenceNumberForOrdering,
            @PartitionKey @Nullable String partitionKey,
            @HashKeyText @Nullable String explicitHashKey,
            @Required @RecordData ByteBuffer data,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN,
            @Nullable Boolean dryRun)
            implements StreamRequest {}

    record Response(
            String shardId, String sequenceNumber, @Nullable String encryptionType) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Stream stream = backend.usableStream(request);
        Placement.checkSize(stream, request.data(), "data");
        HashKey key =
                Placement.hashKey(stream, request.partitionKey(), request.explicitHashKey(), 0, n -> "partitionKey");
        checkOrdering(request.sequenceNumberForOrdering(), stream, backend);
        DryRun.endHereIf(request.dryRun());
        String partitionKey = request.partitionKey() == null ? "" : request.partitionKey();
        boolean encrypted = stream.options().keyId() != null;
        List<NewRecord> records = List.of(new NewRecord(partitionKey, request.data(), encrypted));
        Appended appended = append(stream, key, records, backend);
        while (appended == null) {
            // The shard was split or merged in between.
            stream = backend.usableStream(request);
            appended = append(stream, key, records, backend);
        }
        if (!backend.store().awaitCommitted(stream, List.of(appended)).isEmpty()) {
            throw ServiceException.internalFailure();
        }
        return new Response(appended.shard().id(), appended.sequenceNumber(0).toString(), encrypted ? "KMS" : null);
    }

    private static @Nullable Appended append(Stream stream, HashKey key, List<NewRecord> records, Backend backend) {
        Shard shard = stream.shards().locate(key);
        NewRecord record = records.get(0);
        int bytes = record.data().remaining() + record.partitionKey().length();
        if (!backend.activity()
                .of(stream, shard)
                .admitsWrite(bytes, backend.clock().millis())) {
            throw Activity.throttled(stream, shard, backend.account());
        }
        return backend.store().append(stream, shard, records);
    }

    /** Any later record has a greater sequence number anyway; what is left to check is that the number could be one of ours. */
    private static void checkOrdering(@Nullable String minimum, Stream stream, Backend backend) {
        if (minimum == null) {
            return;
        }
        SequenceNumber number = SequenceNumber.parse(minimum);
        if (number == null || number.seconds() > backend.clock().millis() / 1000) {
            throw ServiceException.invalidArgument(
                    "ExclusiveMinimumSequenceNumber " + minimum + " used in PutRecord on stream " + stream.name()
                            + " under account " + backend.account().id() + " is invalid.");
        }
    }
}
