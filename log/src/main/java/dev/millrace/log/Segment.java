package dev.millrace.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One file of a log, known by the position of its first frame. */
record Segment(long base) {

    private static final int DIGITS = 19;
    private static final String SUFFIX = ".log";

    String fileName() {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d%s", base, SUFFIX);
    }

    /** Where the frame of a position lies in the file. */
    long fileOffset(long position) {
        return SegmentHeader.BYTES + (position - base);
    }

    /** The segment that a file name stands for, or null if the file is none of ours. */
    static @Nullable Segment ofFileName(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return null;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return null;
            }
        }
        try {
            return new Segment(Long.parseLong(name.substring(0, DIGITS)));
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }
}
