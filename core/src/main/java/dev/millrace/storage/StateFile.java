package dev.millrace.storage;

import java.io.Serializable;

/**
 * A stored piece of an operator's state, as {@code Done} names it: which operator, what it holds, which object, and the
 * identity of its bytes. A delta holds what batch {@code batch} changed; a snapshot holds the key groups
 * {@code [firstKeyGroup, lastKeyGroup]} as they were after {@code batch}.
 */
public record StateFile(
        String operator,
        Kind kind,
        long batch,
        int firstKeyGroup,
        int lastKeyGroup,
        String object,
        long length,
        int checksum)
        implements Serializable {
    /** Whether the file holds changes or everything. */
    public enum Kind {
        DELTA,
        SNAPSHOT
    }
}
