package dev.millrace.storage;

import java.io.Serializable;

/**
 * A block of a {@link BlockLog}: which records it holds, by their numbers, and where it lies.
 *
 * @param first number of its first record
 * @param records how many it holds, numbered one after the other
 * @param bytes length of its content
 * @param place where the log finds it; only the log understands it
 */
public record Block(long first, int records, int bytes, long place) implements Serializable {
    public Block {
        if (first < 0 || records < 1 || bytes < 0) {
            throw new IllegalArgumentException(
                    "no block: " + records + " records from " + first + " in " + bytes + " bytes");
        }
    }

    /** Number of the record after its last one. */
    public long until() {
        return first + records;
    }

    @Override
    public String toString() {
        return "records " + first + " to " + (until() - 1);
    }
}
