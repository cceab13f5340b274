package dev.millrace.kinesis.server.store;

import dev.millrace.log.LogCursor;
import dev.millrace.log.LogException;
import dev.millrace.log.SegmentedLog;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard on disk. Any thread reads; who appends holds {@link #appends()}, so that a shard is closed between two appends and not
 * within one.
 */
final class ShardLog implements Closeable {
    private static final System.Logger LOGGER = System.getLogger(ShardLog.class.getName());
    private static final long REOPEN_AFTER_MILLIS = 1_000;
    private static final int IN_ONE_PIECE_BYTES_MAX = 1024;
    private static final long SOUND = Long.MAX_VALUE;

    private final ReentrantLock appends = new ReentrantLock();
    private final InstantSource clock;
    private final Supplier<SegmentedLog> opener;
    /** Since when the log takes no records, or the constant. */
    private final AtomicLong failedMillis = new AtomicLong(SOUND);

    /** Whether the log was told of a failure and of no success since. */
    private final AtomicBoolean inTrouble = new AtomicBoolean();

    private volatile SegmentedLog log;
    private long lastArrivalMillis;

    ShardLog(Supplier<SegmentedLog> opener, InstantSource clock) {
        this.opener = opener;
        this.clock = clock;
        this.log = opener.get();
    }

    ReentrantLock appends() {
        return appends;
    }

    /** Gives each record its place, in order. The caller holds {@link #appends()}. */
    Appended append(Shard shard, List<NewRecord> records) {
        long nowMillis = clock.millis();
        reopenIfItFailed(nowMillis);
        // Arrival times don't decrease, so that they can be searched.
        lastArrivalMillis = Math.max(lastArrivalMillis, nowMillis);
        long[] positions = new long[records.size()];
        ByteBuffer piece = ByteBuffer.allocate(IN_ONE_PIECE_BYTES_MAX + RecordFormat.OVERHEAD_BYTES_MAX);
        try {
            for (int i = 0; i < positions.length; i++) {
                positions[i] = append(records.get(i), piece);
            }
        } catch (LogException e) {
            throw failed(e);
        }
        return new Appended(this, shard, positions, log.endPosition(), lastArrivalMillis);
    }

    /** A small record in one piece, which the log takes in without a lock; a large one in parts, so that it is copied once only. */
    private long append(NewRecord record, ByteBuffer piece) {
        if (record.data().remaining() > IN_ONE_PIECE_BYTES_MAX) {
            return log.append(RecordFormat.encode(record, lastArrivalMillis));
        }
        return log.append(RecordFormat.encode(record, lastArrivalMillis, piece.clear()));
    }

    void awaitCommitted(long endPosition) {
        try {
            log.awaitCommitted(endPosition);
        } catch (LogException e) {
            throw failed(e);
        }
        if (inTrouble.get() && inTrouble.compareAndSet(true, false)) {
            LOGGER.log(System.Logger.Level.INFO, "A shard that took no records takes them again");
        }
    }

    /** Has the commit begin that {@link #awaitCommitted} waits for; what goes wrong is met there. */
    void requestCommit(long endPosition) {
        try {
            log.requestCommit(endPosition);
        } catch (LogException metAgain) {
            failed(metAgain);
        }
    }

    /** Remembers a failure to write, and logs it once until writing succeeds, whoever meets it first. */
    LogException failed(LogException failure) {
        if (failedMillis.compareAndSet(SOUND, clock.millis())) {
            LOGGER.log(
                    inTrouble.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                    "A shard takes no records for now; it can be read, and writing is tried again every second",
                    failure);
        }
        return failure;
    }

    /** A log that failed, on a full disk for instance, takes records again once it was opened anew. */
    private void reopenIfItFailed(long nowMillis) {
        long since = failedMillis.get();
        if (since == SOUND || nowMillis - since < REOPEN_AFTER_MILLIS) {
            return;
        }
        failedMillis.set(nowMillis);
        try {
            log.close();
        } catch (LogException e) {
            // The failure that is known already; the log is closed all the same.
            LOGGER.log(System.Logger.Level.DEBUG, "Closed a log that had failed", e);
        }
        log = opener.get();
        failedMillis.set(SOUND);
    }

    long startPosition() {
        return log.startPosition();
    }

    /** Just after the most recent record that is committed. */
    long tipPosition() {
        return log.committedPosition();
    }

    /** Reads on from a position that is a record's, or the end. One that was trimmed means the oldest record. */
    ReadResult read(long fromPosition, ReadLimits limits) {
        SegmentedLog source = log;
        long from = clamp(source, fromPosition);
        if (from == source.committedPosition()) {
            // Subscribers that were woken once too often, and readers at the tip, open no file.
            return new ReadResult(List.of(), from, from >= source.endPosition(), 0);
        }
        ReadResult read = read(source, from, limits);
        if (read == null) {
            long firstKept = new PositionSearch(source).firstArrivedAtOrAfter(limits.sinceMillis());
            read = read(source, firstKept, limits);
        }
        return read == null ? new ReadResult(List.of(), from, false, 0) : read;
    }

    /** Null if the first record there is older than what may be read. */
    private static @Nullable ReadResult read(SegmentedLog source, long from, ReadLimits limits) {
        List<StoredRecord> records = new ArrayList<>();
        long bytes = 0;
        long next = from;
        try (LogCursor cursor = source.read(from)) {
            while (records.size() < limits.recordsMax() && cursor.next()) {
                if (records.isEmpty() && RecordFormat.arrivalMillis(cursor.record()) < limits.sinceMillis()) {
                    return null;
                }
                int size = cursor.record().remaining();
                if (!records.isEmpty() && bytes + size > limits.bytesMax()) {
                    break;
                }
                bytes += size;
                records.add(RecordFormat.decode(cursor.position(), cursor.record()));
                next = cursor.nextPosition();
            }
        }
        return new ReadResult(records, next, next >= source.endPosition(), bytes);
    }

    /** The first record at or after a position; the position may lie anywhere. */
    long boundary(long position) {
        SegmentedLog source = log;
        long wanted = clamp(source, position);
        try (LogCursor cursor = source.read(wanted)) {
            cursor.next();
            return wanted;
        } catch (LogException e) {
            if (e.kind() != LogException.Kind.POSITION_UNKNOWN) {
                throw e;
            }
            return new PositionSearch(source).firstAtOrAfter(wanted);
        }
    }

    /** The record after the one at a position; the position may lie anywhere. */
    long after(long position) {
        SegmentedLog source = log;
        if (position < source.startPosition()) {
            return source.startPosition();
        }
        long at = boundary(position);
        if (at != position) {
            return at;
        }
        try (LogCursor cursor = source.read(at)) {
            return cursor.next() ? cursor.nextPosition() : at;
        }
    }

    /** The first record that came at this time or later; the tip if there is none yet. */
    long atTime(long millis) {
        return new PositionSearch(log).firstArrivedAtOrAfter(millis);
    }

    private static long clamp(SegmentedLog source, long position) {
        return Math.max(source.startPosition(), Math.min(position, source.committedPosition()));
    }

    /** Lets go of files all of whose records are older than the log's settings keep, at this time. */
    void applyRetention(long nowMillis) {
        log.applyRetention(nowMillis);
    }

    @Override
    public void close() {
        log.close();
    }
}
