package dev.millrace.kinesis.server.wire;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is written, in pieces that grow up to a size, and copied once in the end: an array that grows as a whole is copied again and again. */
final class Pieces extends OutputStream {
    private static final int FIRST_BYTES = 512;
    private static final int BYTES_MAX = 256 << 10;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[FIRST_BYTES];
    private int used;
    private int fullBytes;

    @Override
    public void write(int b) {
        if (used == piece.length) {
            begin();
        }
        piece[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (used == piece.length) {
                begin();
            }
            int now = Math.min(left, piece.length - used);
            System.arraycopy(bytes, from, piece, used, now);
            used += now;
            from += now;
            left -= now;
        }
    }

    private void begin() {
        full.add(piece);
        fullBytes += piece.length;
        piece = new byte[Math.min(BYTES_MAX, 2 * piece.length)];
        used = 0;
    }

    /** All of it, in one array. */
    ByteBuffer together() {
        if (full.isEmpty()) {
            return ByteBuffer.wrap(piece, 0, used);
        }
        byte[] all = Arrays.copyOf(full.get(0), fullBytes + used);
        int at = full.get(0).length;
        for (byte[] each : full.subList(1, full.size())) {
            System.arraycopy(each, 0, all, at, each.length);
            at += each.length;
        }
        System.arraycopy(piece, 0, all, at, used);
        return ByteBuffer.wrap(all);
    }
}
