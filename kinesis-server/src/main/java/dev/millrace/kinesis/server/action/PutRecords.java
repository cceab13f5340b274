package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Appended;
import dev.millrace.kinesis.server.store.HashKey;
import dev.millrace.kinesis.server.store.NewRecord;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.log.LogException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts up to 500 records into a stream. Each succeeds or fails by itself; those of one shard keep their order. */
final class PutRecords implements Action<PutRecords.Request> {
    private static final int BYTES_MAX = 10 << 20;

    record Request(
            @Required @Length(min = 1, max = 500) List<PutRecordsRequestEntry> records,
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN,
            @Nullable Boolean dryRun)
            implements StreamRequest {}

    record PutRecordsRequestEntry(
            @PartitionKey @Nullable String partitionKey,
            @HashKeyText @Nullable String explicitHashKey,
            @Required @RecordData ByteBuffer data) {}

    record Response(
            int failedRecordCount,
            List<Result> records,
            @Nullable String encryptionType) {}

    record Result(
            @Nullable String sequenceNumber,
            @Nullable String shardId,
            @Nullable String errorCode,
            @Nullable String errorMessage) {
        static final Result FAILED = new Result(null, null, "InternalFailure", "Internal service failure.");

        static Result throttled(String message) {
            return new Result(null, null, "ProvisionedThroughputExceededException", message);
        }
    }

    /** Entries of the request that were appended to one shard together. */
    private record Group(List<Integer> entries, Appended appended) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Stream stream = backend.usableStream(request);
        checkSizes(stream, request.records());
        HashKey[] keys = keys(request, stream);
        DryRun.endHereIf(request.dryRun());
        Result[] results = new Result[keys.length];
        Arrays.fill(results, Result.FAILED);
        List<Integer> admitted = admit(request, stream, keys, results, backend);
        List<Group> groups = append(request, stream, admitted, keys, backend);
        List<Appended> failed = backend.store()
                .awaitCommitted(stream, groups.stream().map(Group::appended).toList());
        int succeeded = 0;
        for (Group group : groups) {
            if (!failed.contains(group.appended)) {
                succeeded += group.entries.size();
                report(group, results);
            }
        }
        if (succeeded == 0 && !admitted.isEmpty()) {
            throw ServiceException.internalFailure();
        }
        boolean encrypted = stream.options().keyId() != null;
        return new Response(keys.length - succeeded, List.of(results), encrypted ? "KMS" : null);
    }

    private static HashKey[] keys(Request request, Stream stream) {
        List<PutRecordsRequestEntry> entries = request.records();
        HashKey[] keys = new HashKey[entries.size()];
        for (int i = 0; i < keys.length; i++) {
            PutRecordsRequestEntry entry = entries.get(i);
            keys[i] = Placement.hashKey(
                    stream,
                    entry.partitionKey(),
                    entry.explicitHashKey(),
                    i,
                    n -> "records." + (n + 1) + ".member.partitionKey");
        }
        return keys;
    }

    private static void report(Group group, Result[] results) {
        String shardId = group.appended.shard().id();
        for (int i = 0; i < group.entries.size(); i++) {
            String sequenceNumber = group.appended.sequenceNumber(i).toString();
            results[group.entries.get(i)] = new Result(sequenceNumber, shardId, null, null);
        }
    }

    private static void checkSizes(Stream stream, List<PutRecordsRequestEntry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            PutRecordsRequestEntry entry = entries.get(i);
            Placement.checkSize(stream, entry.data(), "records." + (i + 1) + ".member.data");
            bytes += entry.data().remaining() + lengthOf(entry.partitionKey());
        }
        if (bytes > BYTES_MAX) {
            throw ServiceException.invalidArgument("Records size exceeds 10 MB limit");
        }
    }

    /** The entries that the limits let through; the others get their results. */
    private static List<Integer> admit(
            Request request, Stream stream, HashKey[] keys, Result[] results, Backend backend) {
        List<Integer> admitted = new ArrayList<>(keys.length);
        ShardActivity[] activities = new ShardActivity[stream.shards().openCount()];
        long nowMillis = backend.clock().millis();
        for (int i = 0; i < keys.length; i++) {
            int place = stream.shards().locateIndex(keys[i]);
            if (activities[place] == null) {
                activities[place] =
                        backend.activity().of(stream, stream.shards().open().get(place));
            }
            PutRecordsRequestEntry entry = request.records().get(i);
            int bytes = entry.data().remaining() + lengthOf(entry.partitionKey());
            if (backend.faults().failsRecord()) {
                results[i] = Result.throttled("Rate exceeded, as was asked for.");
            } else if (activities[place].admitsWrite(bytes, nowMillis)) {
                admitted.add(i);
            } else {
                Shard shard = stream.shards().open().get(place);
                results[i] = Result.throttled(Activity.throttledMessage(stream, shard, backend.account()));
            }
        }
        return admitted;
    }

    private static int lengthOf(@Nullable String partitionKey) {
        return partitionKey == null ? 0 : partitionKey.length();
    }

    private static List<Group> append(
            Request request, Stream first, List<Integer> entries, HashKey[] keys, Backend backend) {
        Stream stream = first;
        List<Group> groups = new ArrayList<>();
        List<Integer> left = entries;
        while (!left.isEmpty()) {
            // By what the call touches, not by all shards: a stream may have thousands.
            Map<Integer, List<Integer>> byPlace = new TreeMap<>();
            for (Integer entry : left) {
                byPlace.computeIfAbsent(stream.shards().locateIndex(keys[entry]), none -> new ArrayList<>())
                        .add(entry);
            }
            left = new ArrayList<>();
            for (Map.Entry<Integer, List<Integer>> each : byPlace.entrySet()) {
                List<Integer> group = each.getValue();
                Shard shard = stream.shards().open().get(each.getKey());
                if (!append(request, stream, shard, group, backend, groups)) {
                    // The shard was split or merged in between.
                    left.addAll(group);
                }
            }
            if (!left.isEmpty()) {
                stream = backend.usableStream(request);
            }
        }
        return groups;
    }

    /** False if the shard takes no records any more. Records that it fails to take are in no group. */
    private static boolean append(
            Request request, Stream stream, Shard shard, List<Integer> entries, Backend backend, List<Group> groups) {
        List<NewRecord> records = new ArrayList<>(entries.size());
        for (Integer entry : entries) {
            PutRecordsRequestEntry from = request.records().get(entry);
            String partitionKey = from.partitionKey();
            records.add(new NewRecord(
                    partitionKey == null ? "" : partitionKey,
                    from.data(),
                    stream.options().keyId() != null));
        }
        try {
            Appended appended = backend.store().append(stream, shard, records);
            if (appended == null) {
                return false;
            }
            groups.add(new Group(entries, appended));
        } catch (LogException e) {
            backend.store().logFailure("Records met a failure of the storage", e);
            return true;
        }
        return true;
    }
}
