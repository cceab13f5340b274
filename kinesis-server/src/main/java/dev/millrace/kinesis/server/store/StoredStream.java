package dev.millrace.kinesis.server.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream without its shards as the metadata log holds it. Its components are a file format: add, but never rename or change a meaning. */
record StoredStream(
        String name,
        long createdMillis,
        String status,
        int retentionHours,
        String mode,
        int recordKibMax,
        Map<String, String> tags,
        @Nullable StoredChange pending) {

    static StoredStream of(Stream stream) {
        Stream.Options options = stream.options();
        PendingChange pending = stream.pending();
        return new StoredStream(
                stream.name(),
                stream.createdMillis(),
                stream.status().name(),
                options.retentionHours(),
                options.mode().name(),
                options.recordKibMax(),
                options.tags(),
                pending == null ? null : StoredChange.of(pending));
    }

    Stream toStream(ShardMap shards) {
        return new Stream(
                name,
                createdMillis,
                new Stream.Options(retentionHours, StreamMode.valueOf(mode), recordKibMax, tags),
                StreamStatus.valueOf(status),
                shards,
                pending == null ? null : pending.toChange());
    }

    /** A pending change; which of the numbers mean something depends on the kind. */
    record StoredChange(String kind, long dueMillis, int first, int second, String hashKey) {
        static StoredChange of(PendingChange change) {
            String kind = change.getClass().getSimpleName();
            if (change instanceof PendingChange.Create create) {
                return new StoredChange(kind, create.dueMillis(), create.shardCount(), 0, "0");
            } else if (change instanceof PendingChange.Split split) {
                return new StoredChange(
                        kind,
                        split.dueMillis(),
                        split.shard(),
                        0,
                        split.secondStart().toString());
            } else if (change instanceof PendingChange.Merge merge) {
                return new StoredChange(kind, merge.dueMillis(), merge.shard(), merge.followingShard(), "0");
            } else if (change instanceof PendingChange.Resize resize) {
                return new StoredChange(kind, resize.dueMillis(), resize.shardCount(), 0, "0");
            }
            return new StoredChange(kind, change.dueMillis(), 0, 0, "0");
        }

        PendingChange toChange() {
            return switch (kind) {
                case "Create" -> new PendingChange.Create(dueMillis, first);
                case "Delete" -> new PendingChange.Delete(dueMillis);
                case "Split" -> new PendingChange.Split(dueMillis, first, StoredShard.key(hashKey));
                case "Merge" -> new PendingChange.Merge(dueMillis, first, second);
                case "Resize" -> new PendingChange.Resize(dueMillis, first);
                default -> throw new StoreException("The metadata holds a change of unknown kind: " + kind);
            };
        }
    }
}
