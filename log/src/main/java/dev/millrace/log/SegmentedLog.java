package dev.millrace.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A durable log: records go in at the end, get a position for ever, and are read back in order. A position is the byte
 * offset of the record's frame in one endless file that segments hold piece by piece. Any thread may call any method; a
 * log takes no thread, no buffer and no open file while nothing is written.
 */
public final class SegmentedLog implements AutoCloseable {

    private final Disk disk;
    private final Closeable directoryLock;
    private final LogEnvironment environment;
    private final SegmentList segments;
    private final GroupCommit commits;
    private final Retention retention;

    private SegmentedLog(Disk disk, LogSettings settings, LogEnvironment environment, Closeable directoryLock) {
        this.disk = disk;
        this.directoryLock = directoryLock;
        this.environment = environment;
        Recovery.Result recovered = Recovery.recover(disk, environment);
        this.segments = recovered.segments();
        SegmentWriter writer = new SegmentWriter(disk, settings, environment, recovered);
        this.commits = new GroupCommit(writer, settings, environment, recovered.end());
        this.retention = new Retention(disk, settings, segments, writer, commits);
    }

    /** Opens the log of a directory, or starts one, with the process's clock and threads. */
    public static SegmentedLog open(Disk disk, LogSettings settings) {
        return open(disk, settings, LogEnvironment.shared());
    }

    /**
     * Opens the log of a directory, or starts one. A torn tail is cut. Kind {@code LOCKED} if another log uses the
     * directory, {@code CORRUPT} if what was acknowledged is damaged, {@code NEWER_FORMAT} if a newer version wrote it.
     */
    public static SegmentedLog open(Disk disk, LogSettings settings, LogEnvironment environment) {
        Closeable directoryLock = disk.lock();
        try {
            return new SegmentedLog(disk, settings, environment, directoryLock);
        } catch (RuntimeException | Error e) {
            release(directoryLock);
            throw e;
        }
    }

    /**
     * Takes a copy of what remains in the buffer as one record, and leaves the buffer as it was. Returns the record's
     * position; the record is durable once {@link #awaitCommitted} returns for a later position. Waits while
     * {@code pendingBytesMax} are not yet written.
     */
    public long append(ByteBuffer record) {
        return commits.append(record);
    }

    /** The same for one record gathered from parts. */
    public long append(ByteBuffer[] parts) {
        return commits.append(parts);
    }

    /** Where the next record will go. */
    public long endPosition() {
        return commits.end();
    }

    /** Position of the oldest record that is kept. */
    public long startPosition() {
        List<Segment> all = segments.snapshot();
        return all.isEmpty() ? 0 : all.get(0).base();
    }

    /**
     * Positions that the log's files begin with, oldest first. Whoever looks for a record by something else than its
     * position begins at one of them; at the last there may be no record yet.
     */
    public List<Long> segmentPositions() {
        return segments.snapshot().stream().map(Segment::base).toList();
    }

    /** Everything before it is as durable as the {@link SyncPolicy} promises, and can be read. */
    public long committedPosition() {
        return commits.committed();
    }

    /**
     * Returns when everything before a position is as durable as the {@link SyncPolicy} promises. If writing or syncing
     * failed, every caller gets that failure. An interrupt does not end the wait.
     */
    public void awaitCommitted(long endPosition) {
        commits.await(endPosition);
    }

    /** The same without waiting; the future is completed by a thread of the log's {@link LogScheduler}. */
    public CompletableFuture<Void> committed(long endPosition) {
        return commits.future(endPosition);
    }

    /**
     * Has a commit begin in the background that {@link #awaitCommitted} is called for later. Whoever writes to several logs asks all but one first, and
     * then waits for them in turn: they sync side by side. Nothing happens where commits aren't synced.
     */
    public void requestCommit(long endPosition) {
        commits.request(endPosition);
    }

    /**
     * Reads from a record's position, or from the end. Kind {@code POSITION_TRIMMED} if it is older than
     * {@link #startPosition}; a position that is no record's is reported by the first {@link LogCursor#next}.
     */
    public LogCursor read(long fromPosition) {
        return new LogCursor(this, fromPosition);
    }

    /** Drops the segments that lie wholly before a position. */
    public void trimBefore(long position) {
        retention.trimBefore(position);
    }

    /**
     * Drops the segments whose newest record was written before a time; if all were, the last segment too, and an empty
     * one follows it.
     */
    public void trimOlderThan(long timeMillis) {
        retention.trimOlderThan(timeMillis);
    }

    /** Drops the oldest segments that the settings' age and size no longer ask to keep. Nobody else calls it. */
    public void applyRetention(long nowMillis) {
        retention.apply(nowMillis);
    }

    /** Commits what was appended, and releases the directory. Later calls throw kind {@code CLOSED}. */
    @Override
    public void close() {
        try {
            commits.close();
        } finally {
            release(directoryLock);
        }
    }

    Disk disk() {
        return disk;
    }

    SegmentList segments() {
        return segments;
    }

    GroupCommit commits() {
        return commits;
    }

    BufferPool buffers() {
        return environment.buffers();
    }

    private static void release(Closeable directoryLock) {
        try {
            directoryLock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
