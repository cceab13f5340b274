package dev.millrace.kinesis.server.store;

import dev.millrace.log.Disk;
import dev.millrace.log.LogEnvironment;
import dev.millrace.log.LogException;
import dev.millrace.log.LogSettings;
import dev.millrace.log.SegmentedLog;
import dev.millrace.log.SyncPolicy;
import java.io.Closeable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The logs of all shards, each opened when it is first used: start-up doesn't grow with the number of shards. Any thread may use it. */
final class ShardLogs implements Closeable {
    private static final System.Logger LOGGER = System.getLogger(ShardLogs.class.getName());

    /** The largest record that a stream can be set to, in bytes. */
    static final int RECORD_BYTES_MAX = (10 << 20) + RecordFormat.OVERHEAD_BYTES_MAX;

    private static final long SEGMENT_BYTES = 32L << 20;
    private static final Duration RETENTION_BASE = Duration.ofHours(1);

    private final Disk streams;
    private final LogSettings settings;
    private final InstantSource clock;
    private final FailureLog failures;
    /** One for all shards: it bounds their buffers and open files together. */
    private final LogEnvironment environment;

    private final ConcurrentMap<Key, ShardLog> open = new ConcurrentHashMap<>();

    private record Key(String directory, int shard) {}

    ShardLogs(Disk streams, SyncPolicy syncPolicy, InstantSource clock, FailureLog failures) {
        this.failures = failures;
        this.streams = streams;
        this.clock = clock;
        this.environment = LogEnvironment.shared().withClock(clock);
        this.settings = LogSettings.defaults()
                .withSyncPolicy(syncPolicy)
                .withPendingBytesMax(2L * RECORD_BYTES_MAX + 1024)
                .withRecordBytesMax(RECORD_BYTES_MAX)
                .withSegmentBytes(SEGMENT_BYTES)
                .withRetentionAge(RETENTION_BASE);
    }

    ShardLog get(Stream stream, int shard) {
        return open.computeIfAbsent(new Key(directoryOf(stream), shard), key -> new ShardLog(() -> open(key), clock));
    }

    private SegmentedLog open(Key key) {
        Disk directory = streams.directory(key.directory).directory(shardDirectory(key.shard));
        return SegmentedLog.open(directory, settings, environment);
    }

    /** The streams that have something on disk; for {@link #applyRetention}, which asks for many. */
    Set<String> directories() {
        return new HashSet<>(streams.directories());
    }

    /**
     * Drops what left the retention period, by whole segments. Of a shard that was never used there is nothing, and nothing is made.
     *
     * @param directories what {@link #directories} gave
     */
    void applyRetention(Stream stream, List<Shard> shards, long nowMillis, Set<String> directories) {
        String directory = directoryOf(stream);
        if (shards.isEmpty() || !directories.contains(directory)) {
            return;
        }
        Set<String> onDisk = new HashSet<>(streams.directory(directory).directories());
        for (Shard shard : shards) {
            if (onDisk.contains(shardDirectory(shard.index()))) {
                // The age in the log's settings is fixed when it is opened; the stream's can change, so the time is
                // moved instead.
                try {
                    get(stream, shard.index())
                            .applyRetention(nowMillis - stream.retentionMillis() + RETENTION_BASE.toMillis());
                } catch (LogException e) {
                    failures.log(
                            "Dropping old records of stream " + stream.name() + " met a failure of the storage", e);
                }
            }
        }
    }

    void delete(Stream stream, int shard) {
        close(new Key(directoryOf(stream), shard));
        streams.directory(directoryOf(stream)).deleteDirectory(shardDirectory(shard));
    }

    void delete(Stream stream) {
        String directory = directoryOf(stream);
        for (Key key : open.keySet()) {
            if (key.directory.equals(directory)) {
                close(key);
            }
        }
        streams.deleteDirectory(directory);
    }

    /** Deletes what a crash left of streams that are gone. */
    void keepOnly(Collection<Stream> live) {
        Set<String> expected = new HashSet<>();
        live.forEach(stream -> expected.add(directoryOf(stream)));
        for (String directory : streams.directories()) {
            if (!expected.contains(directory)) {
                streams.deleteDirectory(directory);
            }
        }
    }

    private void close(Key key) {
        ShardLog log = open.remove(key);
        if (log != null) {
            log.appends().lock();
            try {
                log.close();
            } catch (LogException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "A log that is being deleted had failed", e);
            } finally {
                log.appends().unlock();
            }
        }
    }

    private static String directoryOf(Stream stream) {
        return stream.name() + "@" + stream.createdMillis();
    }

    private static String shardDirectory(int shard) {
        return ShardId.format(shard);
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (ShardLog log : open.values()) {
            try {
                log.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
