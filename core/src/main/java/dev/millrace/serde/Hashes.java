package dev.millrace.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Pinned hash functions, the same in every JVM: murmur3 (x86, 32 bits) of bytes and its finalizers for numbers. */
final class Hashes {
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Hashes() {}

    /** The finalizer of murmur3's 32-bit form. */
    static int mix(int value) {
        int h = value;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }

    /** The finalizer of murmur3's 128-bit form, its upper half. */
    static int mix(long value) {
        long h = value;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return (int) (h >>> 32);
    }

    /** By value, so that 0.0 and -0.0, every NaN, and a float and its double agree. */
    static int mix(double value) {
        return mix(Double.doubleToLongBits(value == 0 ? 0.0 : value));
    }

    static int combine(int hash, int next) {
        return mix(31 * hash + next + 0x9e3779b9);
    }

    static int murmur3(byte[] bytes, int offset, int length, int seed) {
        int h = seed;
        int end = offset + (length & ~3);
        for (int i = offset; i < end; i += 4) {
            h ^= scramble((int) INT_LE.get(bytes, i));
            h = Integer.rotateLeft(h, 13) * 5 + 0xe6546b64;
        }
        int tail = 0;
        for (int i = offset + length - 1; i >= end; i--) {
            tail = (tail << 8) | (bytes[i] & 0xff);
        }
        return mix((h ^ scramble(tail)) ^ length);
    }

    private static int scramble(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
