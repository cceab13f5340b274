package dev.millrace.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of frames to the last segment and starts the next one when it is full. Called only by the thread that
 * holds the writing role of {@link GroupCommit}. Order at a change of segments: the old file is synced, the new one made
 * with its header and synced, the directory synced, and only then frames go into it; so the existence of a segment
 * proves that the one before it is complete.
 */
final class SegmentWriter {

    private final Disk disk;
    private final LogSettings settings;
    private final LogEnvironment environment;
    private final SegmentList segments;

    private @Nullable Segment segment;
    private @Nullable DiskFile file;
    private long written;
    private volatile long synced;
    /** Written by the role's holder, read by retention. */
    private volatile long newestMillis;

    SegmentWriter(Disk disk, LogSettings settings, LogEnvironment environment, Recovery.Result recovered) {
        this.disk = disk;
        this.settings = settings;
        this.environment = environment;
        this.segments = recovered.segments();
        this.segment = recovered.last();
        this.written = recovered.end();
        this.synced = recovered.end();
        this.newestMillis = environment.nowMillis();
    }

    long written() {
        return written;
    }

    long synced() {
        return synced;
    }

    /** When the last segment was last written to; after an opening, the time of the opening: never too early. */
    long newestMillis() {
        return newestMillis;
    }

    void write(PendingRecords.Group group) {
        ByteBuffer bytes = group.bytes();
        Segment target = segment;
        if (target == null || target.fileOffset(group.end()) > settings.segmentBytes()) {
            target = startSegment(group.base());
        }
        if (synced == group.base()) {
            FrameFormat.markSynced(bytes, 0, group.base());
        }
        openFile(target).write(target.fileOffset(group.base()), bytes);
        written = group.end();
        newestMillis = Math.max(newestMillis, environment.nowMillis());
    }

    void sync() {
        Segment target = segment;
        if (target != null && synced < written) {
            openFile(target).sync();
            synced = written;
        }
    }

    /** If the last segment's newest record is older, starts an empty one after it, so that it can be dropped. */
    void endSegmentOlderThan(long timeMillis) {
        Segment last = segment;
        if (last != null && last.base() < written && newestMillis < timeMillis) {
            startSegment(written);
        }
    }

    void closeFile() {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    private Segment startSegment(long base) {
        sync();
        closeFile();
        long now = environment.nowMillis();
        Segment next = new Segment(base);
        DiskFile created = disk.create(next.fileName());
        file = created;
        long previousNewest = segment == null ? 0 : newestMillis;
        created.write(0, new SegmentHeader(SegmentHeader.VERSION, base, now, previousNewest).encode());
        created.sync();
        disk.syncDirectory();
        segments.add(next);
        segment = next;
        return next;
    }

    private DiskFile openFile(Segment target) {
        DiskFile open = file;
        if (open == null) {
            open = disk.open(target.fileName());
            file = open;
        }
        return open;
    }
}
