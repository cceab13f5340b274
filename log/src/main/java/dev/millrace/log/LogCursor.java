package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed records in order, also while the log is written; it takes no lock that appends take. One thread at a
 * time; close it to give back its file and buffer.
 */
public final class LogCursor implements AutoCloseable {

    private final SegmentedLog log;

    private @Nullable FrameReader reader;
    private long position;
    private long nextPosition;
    /** Up to here the segment being read is committed. */
    private long limit;

    private boolean onRecord;
    private boolean closed;

    LogCursor(SegmentedLog log, long fromPosition) {
        this.log = log;
        this.position = fromPosition;
        this.nextPosition = fromPosition;
        long start = log.startPosition();
        if (fromPosition < start) {
            throw trimmed(fromPosition, start);
        }
        long end = log.endPosition();
        if (fromPosition > end) {
            throw unknown(fromPosition, "the log ends at " + end);
        }
    }

    /** Moves to the next record; false if none is committed yet: it may be asked again later. */
    public boolean next() {
        onRecord = false;
        if (nextPosition >= limit && !findMore()) {
            return false;
        }
        FrameReader current = openReader();
        if (!current.read(nextPosition, limit)) {
            throw damaged(current);
        }
        position = nextPosition;
        nextPosition += current.frameBytes();
        onRecord = true;
        return true;
    }

    /** What the record holds, between the buffer's position and its limit; valid until the next call of {@link #next}. */
    public ByteBuffer record() {
        return onRecord(openReader().payload());
    }

    /** Position of the record. */
    public long position() {
        return position;
    }

    /** Position of the record after this one: where to read on from. */
    public long nextPosition() {
        return nextPosition;
    }

    @Override
    public void close() {
        closed = true;
        onRecord = false;
        limit = 0;
        closeReader();
    }

    private boolean findMore() {
        if (closed) {
            throw new LogException(LogException.Kind.CLOSED, "The cursor was closed");
        }
        log.commits().throwIfClosed();
        long committed = log.committedPosition();
        if (nextPosition >= committed) {
            return false;
        }
        List<Segment> segments = log.segments().snapshot();
        int index = SegmentList.indexOf(segments, nextPosition);
        if (index < 0) {
            throw trimmed(nextPosition, segments.get(0).base());
        }
        Segment segment = segments.get(index);
        long segmentEnd = index + 1 < segments.size() ? segments.get(index + 1).base() : Long.MAX_VALUE;
        limit = Math.min(committed, segmentEnd);
        if (reader == null || !reader.segment().equals(segment)) {
            closeReader();
            reader = open(segment);
        }
        return true;
    }

    private FrameReader open(Segment segment) {
        DiskFile file;
        try {
            file = log.disk().open(segment.fileName());
        } catch (LogException e) {
            long start = log.startPosition();
            if (e.kind() == LogException.Kind.FILE_MISSING && nextPosition < start) {
                throw trimmed(nextPosition, start);
            }
            throw e;
        }
        try {
            SegmentHeader.read(log.disk(), file, segment.base());
            return new FrameReader(file, segment, log.buffers());
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Damage, or a position that was never given? Only following the frames from the segment's beginning can tell. */
    private LogException damaged(FrameReader current) {
        long at = current.segment().base();
        while (at < nextPosition && current.read(at, limit)) {
            at += current.frameBytes();
        }
        if (at > nextPosition) {
            return unknown(nextPosition, "it lies inside a record");
        }
        return Damage.corrupt(
                log.disk(), current.file().name(), current.segment().fileOffset(at), "the record is damaged");
    }

    private static LogException trimmed(long position, long start) {
        return new LogException(
                LogException.Kind.POSITION_TRIMMED,
                "Position " + position + " is no longer kept; the oldest is " + start
                        + ". Lengthen the retention, or decide where to go on.");
    }

    private LogException unknown(long asked, String why) {
        return new LogException(
                LogException.Kind.POSITION_UNKNOWN,
                "Position " + asked + " is none that the log in " + log.disk().path() + " ever gave: " + why);
    }

    private FrameReader openReader() {
        FrameReader current = reader;
        if (current == null) {
            throw new LogException(LogException.Kind.CLOSED, "The cursor stands on no record");
        }
        return current;
    }

    private ByteBuffer onRecord(ByteBuffer payload) {
        if (!onRecord) {
            throw new IllegalStateException("The cursor stands on no record: call next() first");
        }
        return payload;
    }

    private void closeReader() {
        FrameReader current = reader;
        reader = null;
        if (current != null) {
            current.close();
        }
    }
}
