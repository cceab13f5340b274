package dev.millrace.benchmarks.input;

import java.io.Serializable;

/** A hash of a result that doesn't depend on the order of its records. One thread adds; the parts are merged. */
public final class Digest implements Serializable {
    private long records;
    private long sum;

    public void add(long record) {
        records++;
        sum += mix(record);
    }

    /** Adds as many equal records. */
    public void addTimes(long record, long times) {
        records += times;
        sum += times * mix(record);
    }

    /** Adds a record of two fields. */
    public void add(long first, long second) {
        add(mix(first) + second);
    }

    public Digest merge(Digest other) {
        records += other.records;
        sum += other.sum;
        return this;
    }

    public long records() {
        return records;
    }

    long sum() {
        return sum;
    }

    static Digest of(long records, long sum) {
        Digest digest = new Digest();
        digest.records = records;
        digest.sum = sum;
        return digest;
    }

    /** What the runner compares between contestants. */
    public String hash() {
        return records + "-" + Long.toHexString(sum);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the argument reaches every bit of the result. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
