package dev.millrace.kinesis.server.store;

import java.util.List;
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
        @Nullable StoredChange pending,
        @Nullable StoredOptions options,
        @Nullable List<StoredConsumer> consumers,
        @Nullable StoredChanges recent) {

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
                pending == null ? null : StoredChange.of(pending),
                StoredOptions.of(options),
                stream.consumers().stream().map(StoredConsumer::of).toList(),
                StoredChanges.of(stream.recent()));
    }

    Stream toStream(ShardMap shards) {
        return new Stream(
                name,
                createdMillis,
                // Format of before there were more options.
                options == null
                        ? new Stream.Options(retentionHours, StreamMode.valueOf(mode), recordKibMax, tags)
                        : options.toOptions(),
                StreamStatus.valueOf(status),
                shards,
                pending == null ? null : pending.toChange(),
                consumers == null
                        ? List.of()
                        : consumers.stream().map(StoredConsumer::toConsumer).toList(),
                recent == null ? RecentChanges.NONE : recent.toChanges());
    }

    /** Changes that count for a limit. */
    record StoredChanges(List<Long> shardCountMillis, List<Long> modeMillis) {
        static @Nullable StoredChanges of(RecentChanges changes) {
            return changes.equals(RecentChanges.NONE)
                    ? null
                    : new StoredChanges(changes.shardCountMillis(), changes.modeMillis());
        }

        RecentChanges toChanges() {
            return new RecentChanges(List.copyOf(shardCountMillis), List.copyOf(modeMillis));
        }
    }

    /** A consumer of the stream. */
    record StoredConsumer(
            String name,
            long createdMillis,
            String status,
            long dueMillis,
            Map<String, String> tags,
            @Nullable String policy) {
        static StoredConsumer of(Consumer consumer) {
            return new StoredConsumer(
                    consumer.name(),
                    consumer.createdMillis(),
                    consumer.status().name(),
                    consumer.dueMillis(),
                    consumer.tags(),
                    consumer.policy());
        }

        Consumer toConsumer() {
            return new Consumer(
                    name, createdMillis, ConsumerStatus.valueOf(status), dueMillis, Map.copyOf(tags), policy);
        }
    }

    /** A pending change; which of the numbers mean something depends on the kind. */
    record StoredChange(
            String kind,
            long dueMillis,
            int first,
            int second,
            String hashKey,
            @Nullable StoredOptions options) {
        static StoredChange of(PendingChange change) {
            String kind = change.getClass().getSimpleName();
            if (change instanceof PendingChange.Create create) {
                return new StoredChange(kind, create.dueMillis(), create.shardCount(), 0, "0", null);
            } else if (change instanceof PendingChange.Split split) {
                return new StoredChange(
                        kind,
                        split.dueMillis(),
                        split.shard(),
                        0,
                        split.secondStart().toString(),
                        null);
            } else if (change instanceof PendingChange.Merge merge) {
                return new StoredChange(kind, merge.dueMillis(), merge.shard(), merge.followingShard(), "0", null);
            } else if (change instanceof PendingChange.Resize resize) {
                return new StoredChange(kind, resize.dueMillis(), resize.shardCount(), 0, "0", null);
            } else if (change instanceof PendingChange.Reconfigure reconfigure) {
                return new StoredChange(
                        kind,
                        reconfigure.dueMillis(),
                        reconfigure.shardCount(),
                        0,
                        "0",
                        StoredOptions.of(reconfigure.options()));
            }
            return new StoredChange(kind, change.dueMillis(), 0, 0, "0", null);
        }

        PendingChange toChange() {
            return switch (kind) {
                case "Create" -> new PendingChange.Create(dueMillis, first);
                case "Delete" -> new PendingChange.Delete(dueMillis);
                case "Split" -> new PendingChange.Split(dueMillis, first, StoredShard.key(hashKey));
                case "Merge" -> new PendingChange.Merge(dueMillis, first, second);
                case "Resize" -> new PendingChange.Resize(dueMillis, first);
                case "Reconfigure" -> new PendingChange.Reconfigure(dueMillis, stored().toOptions(), first);
                default -> throw new StoreException("The metadata holds a change of unknown kind: " + kind);
            };
        }

        private StoredOptions stored() {
            if (options == null) {
                throw new StoreException("The metadata holds a change of options without the options");
            }
            return options;
        }
    }
}
