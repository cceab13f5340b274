package dev.millrace.kinesis.server.store;

import dev.millrace.kinesis.server.wire.RecordShape;
import dev.millrace.kinesis.server.wire.WireFormat;
import dev.millrace.log.Disk;
import dev.millrace.log.LogCursor;
import dev.millrace.log.LogException;
import dev.millrace.log.LogSettings;
import dev.millrace.log.SegmentedLog;
import dev.millrace.log.SyncPolicy;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All streams and shards on disk: each record of the log is a transaction, so a change of several shards is there as a whole or not at all. Folded
 * once at start, and written anew when most of it is history. Always synced. One thread at a time.
 */
final class MetadataLog implements Closeable {
    private static final int TRANSACTION_BYTES_MAX = 8 << 20;
    private static final long SEGMENT_BYTES = 9 << 20;
    private static final long REWRITE_BYTES_MIN = 4 << 20;

    private static final System.Logger LOGGER = System.getLogger(MetadataLog.class.getName());

    private final Disk disk;
    private SegmentedLog log;
    private boolean failed;

    MetadataLog(Disk disk) {
        this.disk = disk;
        this.log = open(disk);
    }

    private static SegmentedLog open(Disk disk) {
        return SegmentedLog.open(
                disk,
                LogSettings.defaults()
                        .withSyncPolicy(SyncPolicy.everyCommit())
                        .withPendingBytesMax(2L * TRANSACTION_BYTES_MAX + 1024)
                        .withRecordBytesMax(TRANSACTION_BYTES_MAX)
                        .withSegmentBytes(SEGMENT_BYTES));
    }

    /** Everything that is stored. */
    Metadata load() {
        MetadataFold fold = new MetadataFold();
        long liveBytes = 0;
        try (LogCursor cursor = log.read(log.startPosition())) {
            while (cursor.next()) {
                ByteBuffer record = cursor.record();
                byte[] bytes = new byte[record.remaining()];
                record.get(bytes);
                fold.apply(RecordShape.of(Transaction.class).read(WireFormat.CBOR, ByteBuffer.wrap(bytes)));
            }
        }
        Metadata stored = fold.metadata();
        for (Stream stream : stored.streams().values()) {
            liveBytes += 512 + 256L * stream.shards().all().size();
        }
        for (Channel channel : stored.channels().values()) {
            liveBytes += 1024 + 32L * channel.positions().size();
        }
        if (log.endPosition() - log.startPosition() > Math.max(REWRITE_BYTES_MIN, 4 * liveBytes)) {
            rewrite(stored);
        }
        return stored;
    }

    /** Returns when the transaction is synced. If that fails, whether it is stored is open until {@link #reopen}. */
    void commit(Transaction transaction) {
        try {
            log.append(RecordShape.write(WireFormat.CBOR, transaction));
            log.awaitCommitted(log.endPosition());
        } catch (LogException e) {
            failed = true;
            LOGGER.log(System.Logger.Level.ERROR, "A change of streams or shards could not be stored", e);
            throw e;
        }
    }

    boolean hasFailed() {
        return failed;
    }

    /** Begins anew after a failure; what is stored is what counts from now on. */
    Metadata reopen() {
        try {
            log.close();
        } catch (LogException e) {
            // The failure that is known already; the log is closed all the same.
            LOGGER.log(System.Logger.Level.DEBUG, "Closed a log that had failed", e);
        }
        log = open(disk);
        failed = false;
        return load();
    }

    /** Says everything once more and lets go of what was said before; a crash in between only leaves both. */
    private void rewrite(Metadata stored) {
        long start = log.endPosition();
        for (Stream stream : stored.streams().values()) {
            log.append(RecordShape.write(WireFormat.CBOR, Transaction.saving(stream)));
        }
        for (Channel channel : stored.channels().values()) {
            log.append(RecordShape.write(WireFormat.CBOR, Transaction.saving(channel)));
        }
        log.append(RecordShape.write(WireFormat.CBOR, Transaction.saving(stored.account())));
        log.awaitCommitted(log.endPosition());
        log.trimBefore(start);
    }

    @Override
    public void close() {
        log.close();
    }

    /** What changes together. Entities that later versions add are further components here. */
    record Transaction(
            List<StoredStream> streams,
            List<StoredShard> shards,
            List<RemovedStream> removedStreams,
            List<RemovedShard> removedShards,
            @Nullable List<StoredChannel> channels,
            @Nullable List<RemovedChannel> removedChannels,
            @Nullable AccountSettings account) {

        private Transaction(
                List<StoredStream> streams,
                List<StoredShard> shards,
                List<RemovedStream> removedStreams,
                List<RemovedShard> removedShards) {
            this(streams, shards, removedStreams, removedShards, null, null, null);
        }

        static Transaction saving(Channel channel) {
            List<StoredChannel> channels = List.of(StoredChannel.of(channel));
            return new Transaction(List.of(), List.of(), List.of(), List.of(), channels, null, null);
        }

        static Transaction removingChannel(String name) {
            List<RemovedChannel> removed = List.of(new RemovedChannel(name));
            return new Transaction(List.of(), List.of(), List.of(), List.of(), null, removed, null);
        }

        static Transaction saving(AccountSettings account) {
            return new Transaction(List.of(), List.of(), List.of(), List.of(), null, null, account);
        }

        /** What differs between two states of a stream. */
        static Transaction changing(@Nullable Stream before, Stream after, List<Shard> removed) {
            List<StoredShard> changed = after.shards().all().stream()
                    .filter(shard ->
                            before == null || !shard.equals(before.shards().find(shard.index())))
                    .map(shard -> StoredShard.of(after.name(), shard))
                    .toList();
            return new Transaction(
                    List.of(StoredStream.of(after)),
                    changed,
                    List.of(),
                    removed.stream()
                            .map(shard -> new RemovedShard(after.name(), shard.index()))
                            .toList());
        }

        static Transaction saving(Stream stream) {
            return new Transaction(
                    List.of(StoredStream.of(stream)),
                    stream.shards().all().stream()
                            .map(shard -> StoredShard.of(stream.name(), shard))
                            .toList(),
                    List.of(),
                    List.of());
        }

        static Transaction removing(String stream) {
            return new Transaction(List.of(), List.of(), List.of(new RemovedStream(stream)), List.of());
        }
    }

    /** A stream that is no more, and with it its shards. */
    record RemovedStream(String name) {}

    /** A closed shard that left the retention period. */
    record RemovedShard(String stream, int index) {}

    /** A channel that is no more. */
    record RemovedChannel(String name) {}
}
