package dev.millrace.log;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Drops whole segments from the front of a log. The oldest goes first and each deletion is synced before the next, so a
 * crash never leaves a gap.
 */
final class Retention {

    private final Disk disk;
    private final LogSettings settings;
    private final SegmentList segments;
    private final SegmentWriter writer;
    private final GroupCommit commits;
    /** One at a time. */
    private final ReentrantLock lock = new ReentrantLock();

    Retention(Disk disk, LogSettings settings, SegmentList segments, SegmentWriter writer, GroupCommit commits) {
        this.disk = disk;
        this.settings = settings;
        this.segments = segments;
        this.writer = writer;
        this.commits = commits;
    }

    void trimBefore(long position) {
        commits.throwIfClosed();
        lock.lock();
        try {
            dropFirst(segments.countBefore(position));
        } finally {
            lock.unlock();
        }
    }

    void trimOlderThan(long timeMillis) {
        commits.throwIfClosed();
        lock.lock();
        try {
            dropOlderThan(timeMillis);
        } finally {
            lock.unlock();
        }
    }

    void apply(long nowMillis) {
        commits.throwIfClosed();
        lock.lock();
        try {
            if (settings.retentionBytes() > 0) {
                dropFirst(segments.countBefore(commits.committed() - settings.retentionBytes()));
            }
            if (!settings.retentionAge().isZero()) {
                dropOlderThan(nowMillis - settings.retentionAge().toMillis());
            }
        } finally {
            lock.unlock();
        }
    }

    private void dropOlderThan(long timeMillis) {
        List<Segment> all = segments.snapshot();
        if (!all.isEmpty() && writer.newestMillis() < timeMillis) {
            commits.exclusively(() -> writer.endSegmentOlderThan(timeMillis));
            all = segments.snapshot();
        }
        int expired = 0;
        while (expired + 1 < all.size() && newestMillisBefore(all.get(expired + 1)) < timeMillis) {
            expired++;
        }
        dropFirst(expired);
    }

    /** When the newest record before a segment was written: its header says so. */
    private long newestMillisBefore(Segment segment) {
        try (DiskFile file = disk.open(segment.fileName())) {
            return SegmentHeader.read(disk, file, segment.base()).previousNewestMillis();
        }
    }

    private void dropFirst(int count) {
        List<Segment> dropped = segments.snapshot().subList(0, count);
        segments.removeFirst(count);
        for (Segment segment : dropped) {
            disk.delete(segment.fileName());
            disk.syncDirectory();
        }
    }
}
