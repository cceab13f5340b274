package dev.millrace.kinesis.server.store;

import dev.millrace.log.LogCursor;
import dev.millrace.log.LogException;
import dev.millrace.log.SegmentedLog;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The records of one shard on disk. Any thread reads; who appends holds {@link #appends()}, so that a shard is closed between two appends and not
 * within one.
 */
final class ShardLog implements Closeable {
    private static final long REOPEN_AFTER_MILLIS = 1_000;

    private final ReentrantLock appends = new ReentrantLock();
    private final Supplier<SegmentedLog> opener;

    private volatile SegmentedLog log;
    private long lastArrivalMillis;
    private long fullSinceMillis = -1;

    ShardLog(Supplier<SegmentedLog> opener) {
        this.opener = opener;
        this.log = opener.get();
    }

    ReentrantLock appends() {
        return appends;
    }

    /** Gives each record its place, in order. The caller holds {@link #appends()}. */
    Appended append(Shard shard, List<NewRecord> records, long nowMillis) {
        reopenIfThereMayBeRoom(nowMillis);
        // Arrival times don't decrease, so that they can be searched.
        lastArrivalMillis = Math.max(lastArrivalMillis, nowMillis);
        long[] positions = new long[records.size()];
        try {
            for (int i = 0; i < positions.length; i++) {
                positions[i] = log.append(RecordFormat.encode(records.get(i), lastArrivalMillis));
            }
        } catch (LogException e) {
            if (e.kind() == LogException.Kind.DISK_FULL && fullSinceMillis < 0) {
                fullSinceMillis = nowMillis;
            }
            throw e;
        }
        return new Appended(shard, positions, lastArrivalMillis, log);
    }

    /** A log that met a full disk takes records again once it was opened anew. After another failure only a restart helps. */
    private void reopenIfThereMayBeRoom(long nowMillis) {
        if (fullSinceMillis >= 0 && nowMillis - fullSinceMillis >= REOPEN_AFTER_MILLIS) {
            try {
                log.close();
            } catch (LogException sameFailureAgain) {
                // Closed all the same.
            }
            log = opener.get();
            fullSinceMillis = -1;
        }
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
        List<StoredRecord> records = new ArrayList<>();
        long bytes = 0;
        try (LogCursor cursor = source.read(from)) {
            long next = from;
            while (records.size() < limits.recordsMax() && cursor.next()) {
                int size = cursor.record().remaining();
                if (RecordFormat.arrivalMillis(cursor.record()) < limits.sinceMillis()) {
                    next = cursor.nextPosition();
                    continue;
                }
                if (!records.isEmpty() && bytes + size > limits.bytesMax()) {
                    break;
                }
                bytes += size;
                records.add(RecordFormat.decode(cursor.position(), cursor.record()));
                next = cursor.nextPosition();
            }
            return new ReadResult(records, next, next >= source.endPosition());
        }
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

    /** Lets go of files all of whose records came before a time. */
    void dropBefore(long millis) {
        log.applyRetention(millis);
    }

    @Override
    public void close() {
        log.close();
    }
}
