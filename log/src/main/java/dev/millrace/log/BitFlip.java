package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Finds out whether exactly one flipped bit explains why a frame isn't intact. CRC32C is linear: a flipped bit changes
 * it by an amount that depends only on the bit's distance from the end, so all bits are tried in one pass.
 */
final class BitFlip {

    /** The polynomial of CRC32C, bits reversed: what flipping the last bit changes. */
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int PIECE_BYTES = 64 << 10;

    private BitFlip() {}

    static boolean explains(DiskFile file, Segment segment, long position, long limit) {
        long offset = segment.fileOffset(position);
        long payloadAvailable = limit - position - FrameFormat.HEADER_BYTES;
        if (payloadAvailable < 0) {
            return false;
        }
        ByteBuffer header = ByteBuffer.allocate(FrameFormat.HEADER_BYTES);
        file.read(offset, header);
        int word = header.getInt(0);
        int check = header.getInt(4);
        if (fits(word, payloadAvailable)) {
            int found = check ^ FrameFormat.check(position, word, crc(file, offset, word));
            if (Integer.bitCount(found) == 1 || isPayloadBit(found, 8L * FrameFormat.payloadBytes(word))) {
                return true;
            }
        }
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            int other = word ^ (1 << bit);
            if (fits(other, payloadAvailable)
                    && FrameFormat.check(position, other, crc(file, offset, other)) == check) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(int word, long payloadAvailable) {
        return FrameFormat.isWord(word) && FrameFormat.payloadBytes(word) <= payloadAvailable;
    }

    private static boolean isPayloadBit(int difference, long bits) {
        int change = POLYNOMIAL;
        for (long i = 0; i < bits; i++) {
            if (change == difference) {
                return true;
            }
            change = (change >>> 1) ^ (-(change & 1) & POLYNOMIAL);
        }
        return false;
    }

    private static int crc(DiskFile file, long frameOffset, int word) {
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE_BYTES, FrameFormat.payloadBytes(word)));
        long at = frameOffset + FrameFormat.HEADER_BYTES;
        long end = at + FrameFormat.payloadBytes(word);
        while (at < end) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
            at += file.read(at, piece);
            crc.update(piece.flip());
        }
        return (int) crc.getValue();
    }
}
