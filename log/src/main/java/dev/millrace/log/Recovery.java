package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a log left on its disk. Reads the last segment only: each segment was synced before the next was made, so
 * of the others the lengths are enough. What it leaves behind is synced, so that nothing a reader sees can vanish.
 */
final class Recovery {

    /** What was found: the segments, and where the next record goes. */
    record Result(SegmentList segments, long end) {
        @Nullable
        Segment last() {
            List<Segment> all = segments.snapshot();
            return all.isEmpty() ? null : all.get(all.size() - 1);
        }
    }

    private final Disk disk;
    private final BufferPool pool;

    private Recovery(Disk disk, BufferPool pool) {
        this.disk = disk;
        this.pool = pool;
    }

    static Result recover(Disk disk, LogEnvironment environment) {
        return new Recovery(disk, environment.buffers()).recover();
    }

    private Result recover() {
        List<Segment> segments = new ArrayList<>();
        for (String name : disk.list()) {
            Segment segment = Segment.ofFileName(name);
            if (segment != null) {
                segments.add(segment);
            }
        }
        long knownSynced = dropUnfinished(segments);
        checkLengths(segments);
        long end = segments.isEmpty() ? 0 : recoverLast(segments.get(segments.size() - 1), knownSynced);
        return new Result(new SegmentList(segments), end);
    }

    /**
     * Deletes a last segment whose making was cut short by a crash: it has no intact header, and no frame yet. Its
     * existence proves the one before it complete; returns where that ends.
     */
    private long dropUnfinished(List<Segment> segments) {
        if (segments.isEmpty()) {
            return 0;
        }
        int lastIndex = segments.size() - 1;
        Segment last = segments.get(lastIndex);
        try (DiskFile file = disk.open(last.fileName())) {
            boolean canBeUnfinished = file.length() <= SegmentHeader.BYTES && (lastIndex > 0 || last.base() == 0);
            if (!canBeUnfinished || SegmentHeader.isWhole(file)) {
                return 0;
            }
        }
        disk.delete(last.fileName());
        disk.syncDirectory();
        segments.remove(lastIndex);
        return last.base();
    }

    private void checkLengths(List<Segment> segments) {
        for (int i = 0; i + 1 < segments.size(); i++) {
            Segment segment = segments.get(i);
            long expected = segment.fileOffset(segments.get(i + 1).base());
            long length = disk.length(segment.fileName());
            if (length != expected) {
                throw Damage.corrupt(
                        disk,
                        segment.fileName(),
                        Math.min(length, expected),
                        "the file has " + length + " bytes and the name of the next segment, "
                                + segments.get(i + 1).fileName() + ", says it had " + expected
                                + "; or a segment between them is missing");
            }
        }
    }

    private long recoverLast(Segment segment, long knownSynced) {
        try (DiskFile file = disk.open(segment.fileName());
                FrameReader reader = new FrameReader(file, segment, pool)) {
            SegmentHeader.read(disk, file, segment.base());
            long limit = segment.base() + file.length() - SegmentHeader.BYTES;
            long position = segment.base();
            long provenSynced = position;
            while (reader.read(position, limit)) {
                if (reader.provesSync()) {
                    provenSynced = position;
                }
                position += reader.frameBytes();
            }
            if (position < limit || position < knownSynced) {
                new TailExamination(disk, reader, limit).throwIfNotTorn(position, knownSynced);
                file.truncate(segment.fileOffset(position));
            }
            // Frames are written only once the file's header and its name are durable; without any, they may not be.
            boolean isNew = position == segment.base();
            rewrite(file, isNew ? 0 : segment.fileOffset(provenSynced), segment.fileOffset(position));
            file.sync();
            if (isNew) {
                disk.syncDirectory();
            }
            return position;
        }
    }

    /**
     * Writes bytes over themselves. After a failed sync the operating system may hold pages that it takes for clean
     * although they never reached the disk; only what is written again is certain to be written by the next sync.
     */
    private void rewrite(DiskFile file, long from, long to) {
        ByteBuffer buffer = pool.take((int) Math.min(to - from, 1 << 20));
        long offset = from;
        while (offset < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - offset));
            int bytes = file.read(offset, buffer);
            file.write(offset, buffer.flip());
            offset += bytes;
        }
        pool.give(buffer);
    }
}
