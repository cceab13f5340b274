package dev.millrace.connector;

import java.io.Serializable;

/** What the attempt that counts has read of an {@link OpenSplit}; its records are kept near the task until the batch ends. */
public interface Reading<T, R extends Serializable> {
    /** What the split's reading returned. */
    R result();

    /** How many records there were. */
    long records();

    /** A split that gives the records that are kept, and where these are lost reads {@code again}, which must give the same. */
    Split<T> orElse(Split<T> again);
}
