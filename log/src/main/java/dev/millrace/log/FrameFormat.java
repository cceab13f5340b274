package dev.millrace.log;

import java.nio.ByteBuffer;

/**
 * A record on disk: a word (4 bits of tag, 28 bits of payload length), a check of 32 bits, the payload. All numbers are
 * big-endian. The check is the CRC32C of the payload, XORed with a hash of position and word: a frame is valid at its
 * own position only, so a record that happens to hold a copy of a log is never taken for frames of this one.
 */
final class FrameFormat {

    static final int HEADER_BYTES = 8;
    static final int PAYLOAD_BYTES_MAX = (1 << 28) - 1;

    /** Never zero, so that a stretch of zeros is not a frame. */
    private static final int TAG = 0xA0000000;
    /** The lowest bit of the tag: when this frame was written, everything before it had been synced. */
    private static final int SYNCED = 0x10000000;

    private static final int TAG_MASK = 0xE0000000;

    private FrameFormat() {}

    static int word(int payloadBytes) {
        return TAG | payloadBytes;
    }

    static boolean isWord(int word) {
        return (word & TAG_MASK) == TAG;
    }

    static int payloadBytes(int word) {
        return word & PAYLOAD_BYTES_MAX;
    }

    static boolean provesSync(int word) {
        return (word & SYNCED) != 0;
    }

    /** The check of a frame, from the CRC32C of its payload. */
    static int check(long position, int word, int payloadCrc) {
        return payloadCrc ^ mix(position, word);
    }

    /** Word and check, as they stand at the beginning of a frame. */
    static long header(long position, int word, int payloadCrc) {
        return ((long) word << 32) | (check(position, word, payloadCrc) & 0xFFFFFFFFL);
    }

    /** Says in a frame, already laid out in a buffer, that everything before it is synced. */
    static void markSynced(ByteBuffer buffer, int offset, long position) {
        int word = buffer.getInt(offset);
        int check = buffer.getInt(offset + 4);
        int marked = word | SYNCED;
        buffer.putInt(offset, marked);
        buffer.putInt(offset + 4, check ^ mix(position, word) ^ mix(position, marked));
    }

    /** The 64-bit finalizer of MurmurHash3 (Austin Appleby, public domain), its low half. */
    private static int mix(long position, int word) {
        long hash = position + (word & 0xFFFFFFFFL) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return (int) (hash ^ (hash >>> 33));
    }
}
