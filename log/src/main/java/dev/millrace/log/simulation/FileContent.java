package dev.millrace.log.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * What one file holds: as processes see it, and as the disk has it, sector by sector. Guarded by the lock of
 * {@link World}.
 */
final class FileContent {

    private static final int SECTOR_BYTES = 512;

    private byte[] seen = new byte[0];
    private int seenLength;
    private byte[] stored = new byte[0];
    private int storedLength;
    private final BitSet dirtySectors = new BitSet();

    int length() {
        return seenLength;
    }

    int read(long offset, ByteBuffer target) {
        int bytes = (int) Math.max(0, Math.min(target.remaining(), seenLength - offset));
        if (bytes > 0) {
            target.put(seen, (int) offset, bytes);
        }
        return bytes;
    }

    void write(long offset, ByteBuffer source, int bytes) {
        if (offset > seenLength) {
            throw new IllegalArgumentException("Write at " + offset + ", beyond the end at " + seenLength);
        }
        int end = Math.toIntExact(offset + bytes);
        if (end > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(end, 2 * seen.length));
        }
        source.get(seen, (int) offset, bytes);
        seenLength = Math.max(seenLength, end);
        markDirty((int) offset, end);
    }

    void truncate(long length) {
        if (length < seenLength) {
            Arrays.fill(seen, (int) length, seenLength, (byte) 0);
            markDirty((int) length, seenLength);
            seenLength = (int) length;
        }
    }

    void flipBit(long offset, int bit) {
        seen[(int) offset] ^= (byte) (1 << bit);
        if (offset < stored.length) {
            stored[(int) offset] ^= (byte) (1 << bit);
        }
    }

    void sync() {
        dirtySectors.stream().forEach(this::store);
        dirtySectors.clear();
        storedLength = seenLength;
    }

    /** Some of what is dirty reaches the disk. */
    void storeSome(Random random, int percent) {
        dirtySectors.stream().filter(sector -> random.nextInt(100) < percent).forEach(this::store);
        if (random.nextInt(100) < percent) {
            storedLength = seenLength;
        } else if (random.nextInt(100) < percent) {
            storedLength = Math.min(storedLength, seenLength) + random.nextInt(Math.abs(seenLength - storedLength) + 1);
        }
    }

    /** A failed sync: nobody will write what is dirty any more. */
    void forgetDirty() {
        dirtySectors.clear();
    }

    /** Only what reached the disk remains. */
    void losePower() {
        int end = Math.min(storedLength, stored.length);
        Arrays.fill(stored, end, stored.length, (byte) 0);
        seen = Arrays.copyOf(stored, Math.max(stored.length, storedLength));
        stored = seen.clone();
        seenLength = storedLength;
        dirtySectors.clear();
    }

    private void markDirty(int from, int to) {
        if (from < to) {
            dirtySectors.set(from / SECTOR_BYTES, (to - 1) / SECTOR_BYTES + 1);
        }
    }

    private void store(int sector) {
        int from = sector * SECTOR_BYTES;
        int to = Math.min(from + SECTOR_BYTES, seen.length);
        if (to > stored.length) {
            stored = Arrays.copyOf(stored, Math.max(to, seen.length));
        }
        if (from < to) {
            System.arraycopy(seen, from, stored, from, to - from);
        }
    }
}
