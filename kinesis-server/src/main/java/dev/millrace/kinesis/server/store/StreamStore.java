package dev.millrace.kinesis.server.store;

import dev.millrace.log.Disk;
import dev.millrace.log.LogException;
import dev.millrace.log.SyncPolicy;
import java.io.Closeable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All streams of a server and their records, on disk. Any thread may call any method. A change of a stream is decided under one lock, durable before
 * it is seen, and then seen by everyone at once.
 */
public final class StreamStore implements Closeable {
    private final InstantSource clock;
    private final DataDirectory directory;
    private final MetadataLog metadata;
    private final ShardLogs logs;
    private final FailureLog failures;
    private final ShardSignals signals = new ShardSignals();
    private final ReentrantLock changes = new ReentrantLock();
    private final ConcurrentNavigableMap<String, Stream> streams = new ConcurrentSkipListMap<>();
    private final Channels channels;
    private volatile AccountSettings accountSettings;
    private long lastCreatedMillis;

    /** What becomes of a stream. */
    @FunctionalInterface
    public interface Decision {
        /** The stream afterwards, given the one before (null if there is none of that name). What it throws reaches the caller; nothing changes then. */
        Stream decide(@Nullable Stream current, long nowMillis);
    }

    private StreamStore(
            InstantSource clock, DataDirectory directory, MetadataLog metadata, ShardLogs logs, FailureLog failures) {
        this.failures = failures;
        this.clock = clock;
        this.directory = directory;
        this.metadata = metadata;
        this.logs = logs;
        this.channels = new Channels(clock, metadata, changes, this::reopenMetadataIfItFailed);
        Metadata stored = metadata.load();
        streams.putAll(stored.streams());
        channels.reset(stored);
        accountSettings = stored.account();
        logs.keepOnly(streams.values());
        streams.values().forEach(stream -> lastCreatedMillis = Math.max(lastCreatedMillis, stream.createdMillis()));
    }

    /** Opens a data directory, or makes one. Throws {@link StoreException} if it cannot be used. */
    public static StreamStore open(Disk disk, SyncPolicy syncPolicy, InstantSource clock) {
        DataDirectory directory = DataDirectory.open(disk);
        try {
            MetadataLog metadata = new MetadataLog(directory.metadata());
            FailureLog failures = new FailureLog();
            ShardLogs logs = new ShardLogs(directory.streams(), syncPolicy, clock, failures);
            return new StreamStore(clock, directory, metadata, logs, failures);
        } catch (LogException e) {
            directory.close();
            throw new StoreException("The data in " + disk.path() + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    public byte[] tokenKey() {
        return directory.tokenKey();
    }

    /** The stream as it is now, or null if there is none of that name. */
    public @Nullable Stream find(String name) {
        Stream stream = streams.get(name);
        return stream != null && stream.isDue(clock.millis()) ? settle(name) : stream;
    }

    public Channels channels() {
        return channels;
    }

    public AccountSettings accountSettings() {
        return accountSettings;
    }

    /** Changes the account's settings; what the decision throws reaches the caller. */
    public AccountSettings changeAccountSettings(UnaryOperator<AccountSettings> decision) {
        changes.lock();
        try {
            reopenMetadataIfItFailed();
            AccountSettings after = decision.apply(accountSettings);
            metadata.commit(MetadataLog.Transaction.saving(after));
            accountSettings = after;
            return after;
        } finally {
            changes.unlock();
        }
    }

    /** The streams after a name, in order, at most so many. */
    public List<Stream> listAfter(@Nullable String name, int limit) {
        List<Stream> result = new ArrayList<>();
        for (String key : (name == null ? streams : streams.tailMap(name, false)).keySet()) {
            if (result.size() == limit) {
                break;
            }
            Stream stream = find(key);
            if (stream != null) {
                result.add(stream);
            }
        }
        return result;
    }

    /** How many shards take records, in all streams together. */
    public int openShardCount() {
        return streams.values().stream()
                .mapToInt(stream -> stream.shards().openCount())
                .sum();
    }

    public int streamCount() {
        return streams.size();
    }

    public int onDemandCount() {
        return (int) streams.values().stream()
                .filter(stream -> stream.options().mode() == StreamMode.ON_DEMAND)
                .count();
    }

    /** Changes a stream, or makes one. What is due at once has happened on return; null if that was the stream's end. */
    public @Nullable Stream change(String name, Decision decision) {
        changes.lock();
        try {
            reopenMetadataIfItFailed();
            long nowMillis = clock.millis();
            Stream before = settleLocked(name, nowMillis);
            // No two streams share a creation time: it tells one from another of the same name.
            long decisionMillis = before == null ? Math.max(nowMillis, lastCreatedMillis + 1) : nowMillis;
            Stream decided = decision.decide(before, decisionMillis);
            lastCreatedMillis = Math.max(lastCreatedMillis, decided.createdMillis());
            return commit(before, decided, decided.settled(decisionMillis));
        } finally {
            changes.unlock();
        }
    }

    private void reopenMetadataIfItFailed() {
        if (metadata.hasFailed()) {
            Metadata all = metadata.reopen();
            Map<String, Stream> stored = all.streams();
            channels.reset(all);
            accountSettings = all.account();
            for (Stream stream : streams.values()) {
                if (!stored.containsKey(stream.name())) {
                    streams.remove(stream.name());
                    logs.delete(stream);
                }
            }
            streams.putAll(stored);
        }
    }

    private @Nullable Stream settle(String name) {
        changes.lock();
        try {
            reopenMetadataIfItFailed();
            return settleLocked(name, clock.millis());
        } finally {
            changes.unlock();
        }
    }

    private @Nullable Stream settleLocked(String name, long nowMillis) {
        Stream stream = streams.get(name);
        if (stream == null) {
            return null;
        }
        Stream settled = stream.settled(nowMillis);
        return stream.equals(settled) ? stream : commit(stream, stream, settled);
    }

    /** Makes a change durable, then visible. Shards that it closes take no record from before the one until after the other. */
    private @Nullable Stream commit(@Nullable Stream before, Stream decided, @Nullable Stream after) {
        if (after == null) {
            metadata.commit(MetadataLog.Transaction.removing(decided.name()));
            streams.remove(decided.name());
            logs.delete(decided);
            signals.signalAll(decided.name());
            return null;
        }
        List<ShardLog> closing = new ArrayList<>();
        List<Shard> removed = new ArrayList<>();
        if (before != null) {
            for (Shard shard : before.shards().all()) {
                Shard now = after.shards().find(shard.index());
                if (now == null) {
                    removed.add(shard);
                } else if (shard.isOpen() && !now.isOpen()) {
                    closing.add(logs.get(before, shard.index()));
                }
            }
        }
        closing.forEach(log -> log.appends().lock());
        try {
            metadata.commit(MetadataLog.Transaction.changing(before, after, removed));
            streams.put(after.name(), after);
        } finally {
            closing.forEach(log -> log.appends().unlock());
        }
        removed.forEach(shard -> logs.delete(after, shard.index()));
        if (before != null) {
            signals.signalAll(after.name());
        }
        return after;
    }

    /** Puts records into a shard, in order. What it throws is logged; null if the shard takes none any more, so that the caller looks for their shard again. */
    public @Nullable Appended append(Stream stream, Shard shard, List<NewRecord> records) {
        if (!takesRecords(stream, shard.index())) {
            return null;
        }
        ShardLog log = logs.get(stream, shard.index());
        log.appends().lock();
        try {
            return takesRecords(stream, shard.index()) ? log.append(shard, records) : null;
        } finally {
            log.appends().unlock();
        }
    }

    private boolean takesRecords(Stream stream, int shardIndex) {
        Stream current = streams.get(stream.name());
        if (current == null || current.createdMillis() != stream.createdMillis() || !current.isUsable()) {
            return false;
        }
        Shard shard = current.shards().find(shardIndex);
        return shard != null && shard.isOpen();
    }

    /**
     * Returns when the records are as durable as the sync policy says, and tells who listens to their shards. Gives those that failed; the cause is
     * logged.
     */
    public List<Appended> awaitCommitted(Stream stream, List<Appended> all) {
        return Appended.awaitCommitted(all, shard -> signals.signal(stream.name(), shard.index()));
    }

    /**
     * Has a listener told, by whatever thread, whenever the shard may have records that weren't there before, or may have ended, or its stream changed.
     * It must return at once. Closing ends that.
     */
    public Closeable listen(Stream stream, Shard shard, Runnable listener) {
        return signals.listen(stream.name(), shard.index(), listener);
    }

    /** Reads records on from a position that an earlier read or one of the searches gave. */
    public ReadResult read(Stream stream, Shard shard, long position, ReadLimits limits) {
        return logs.get(stream, shard.index()).read(position, limits);
    }

    /** Where the oldest record is. */
    public long startPosition(Stream stream, Shard shard) {
        return logs.get(stream, shard.index()).startPosition();
    }

    /** Where the next record will be. */
    public long tipPosition(Stream stream, Shard shard) {
        return logs.get(stream, shard.index()).tipPosition();
    }

    /** Where the record of a sequence number is, or the next one if there is none. */
    public long positionAt(Stream stream, Shard shard, SequenceNumber number) {
        long position = Math.max(0, number.index() - 1);
        return logs.get(stream, shard.index()).boundary(position);
    }

    /** Where the record after a sequence number is. */
    public long positionAfter(Stream stream, Shard shard, SequenceNumber number) {
        ShardLog log = logs.get(stream, shard.index());
        return number.index() == 0 ? log.startPosition() : log.after(number.index() - 1);
    }

    /** Where the first record is that came at a time or later. */
    public long positionAtTime(Stream stream, Shard shard, long millis) {
        return logs.get(stream, shard.index()).atTime(millis);
    }

    /**
     * Does what is due and drops shards that left the retention period; frees the disk of one part of all shards' old records. To be called now and
     * then, with the parts in turn: the first use of a shard costs something.
     */
    public void tidy(int part, int parts) {
        Set<String> directories = logs.directories();
        for (String name : streams.keySet()) {
            Stream stream = settle(name);
            if (stream != null) {
                List<Shard> shards = stream.shards().all().stream()
                        .filter(shard -> Math.floorMod(stream.name().hashCode() + shard.index(), parts) == part)
                        .toList();
                logs.applyRetention(stream, shards, clock.millis(), directories);
            }
        }
    }

    /** Logs what a call of this met, unless that is known already. */
    public void logFailure(String what, LogException failure) {
        failures.log(what, failure);
    }

    @Override
    public void close() {
        changes.lock();
        try {
            logs.close();
        } finally {
            try {
                metadata.close();
            } finally {
                directory.close();
            }
            changes.unlock();
        }
    }
}
