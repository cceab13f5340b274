package dev.millrace.log;

import java.nio.ByteBuffer;

/**
 * Tells a torn tail, which may be cut, from damage to what was acknowledged, which may not. A tail is torn if nothing
 * proves that it had been synced, and if the damage is of the kind that a lost write leaves: the file ends too early, or
 * a disk sector's share of the frame is all zeros. A single flipped bit is recognised whatever else holds.
 */
final class TailExamination {

    /** No disk tears smaller pieces than this. */
    private static final int SECTOR_BYTES = 512;

    private static final int WINDOW_BYTES = 64 << 10;

    private final Disk disk;
    private final FrameReader reader;
    private final DiskFile file;
    private final Segment segment;
    private final long limit;

    TailExamination(Disk disk, FrameReader reader, long limit) {
        this.disk = disk;
        this.reader = reader;
        this.file = reader.file();
        this.segment = reader.segment();
        this.limit = limit;
    }

    /** Throws {@code CORRUPT} unless the frame at this position, the first one that isn't intact, may be cut off. */
    void throwIfNotTorn(long position, long knownSynced) {
        if (position < knownSynced) {
            throw corrupt(position, "the record is damaged, and the segment had been completed");
        }
        if (position >= limit) {
            return;
        }
        if (BitFlip.explains(file, segment, position, limit)) {
            throw corrupt(position, "one bit of the record is flipped");
        }
        if (!looksLost(position)) {
            throw corrupt(position, "the record is damaged, and not as a write cut short would leave it");
        }
        long proof = proofOfSyncAfter(position);
        if (proof >= 0) {
            throw corrupt(
                    position,
                    "the record is damaged, and the one at offset " + segment.fileOffset(proof)
                            + " proves that it had been synced");
        }
    }

    private LogException corrupt(long position, String what) {
        return Damage.corrupt(disk, file.name(), segment.fileOffset(position), what);
    }

    private boolean looksLost(long position) {
        long from = segment.fileOffset(position);
        long fileEnd = segment.fileOffset(limit);
        if (fileEnd - from < FrameFormat.HEADER_BYTES) {
            return true;
        }
        ByteBuffer header = ByteBuffer.allocate(FrameFormat.HEADER_BYTES);
        file.read(from, header);
        int word = header.getInt(0);
        int payloadBytes = FrameFormat.isWord(word) ? FrameFormat.payloadBytes(word) : 0;
        long to = from + FrameFormat.HEADER_BYTES + payloadBytes;
        return to > fileEnd || hasZeroSector(from, to);
    }

    private boolean hasZeroSector(long from, long to) {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES);
        long at = from;
        while (at < to) {
            long next = Math.min(to, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            sector.clear().limit((int) (next - at));
            file.read(at, sector);
            if (isZero(sector.flip())) {
                return true;
            }
            at = next;
        }
        return false;
    }

    private static boolean isZero(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return true;
    }

    /** Position of a later intact frame that proves everything before it synced, or -1. Frames may begin at any byte. */
    private long proofOfSyncAfter(long position) {
        long at = position + 1;
        ByteBuffer window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, limit - position));
        while (limit - at >= FrameFormat.HEADER_BYTES) {
            window.clear().limit((int) Math.min(window.capacity(), limit - at));
            int bytes = file.read(segment.fileOffset(at), window);
            int last = bytes - Integer.BYTES;
            for (int i = 0; i <= last; i++) {
                int word = window.getInt(i);
                if (FrameFormat.isWord(word) && FrameFormat.provesSync(word) && reader.read(at + i, limit)) {
                    return at + i;
                }
            }
            at += last + 1;
        }
        return -1;
    }
}
