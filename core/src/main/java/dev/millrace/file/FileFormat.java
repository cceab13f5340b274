package dev.millrace.file;

import dev.millrace.connector.Split;
import java.io.Serializable;
import java.util.List;

/** How the bytes of a file become records, and where they may be cut. Immutable. */
interface FileFormat<T> extends Serializable {
    /** A longer range is read in several splits. */
    long SPLIT_BYTES = 16L << 20;

    /** What a batch takes of one file: splits that read up to {@code until}, and how many records that are, -1 if nobody knows. */
    record Cut<T>(List<Split<T>> splits, long until, long records) {}

    /** The part of a file that is to be cut; {@code isQuiet} is whether it has stayed as it is for a while. */
    record Stretch(String path, long from, long length, boolean isQuiet) {}

    /** Takes at most {@code recordsMax} records where the format can tell. */
    Cut<T> cut(LineFile file, Stretch stretch, long recordsMax);

    /** Splits that read from one place to another, the same ones that a cut made of them. */
    List<Split<T>> splits(LineFile file, String path, long from, long until);

    /** The same with another bound for lines, where there are any. */
    default FileFormat<T> withLineBytesMax(int bytes) {
        return this;
    }

    /** Whether files are records only as a whole. */
    default boolean isWhole() {
        return false;
    }
}
