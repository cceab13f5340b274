package dev.millrace.log;

/** Words the error for bytes that are not what was written. */
final class Damage {

    private Damage() {}

    static LogException corrupt(Disk disk, String fileName, long offset, String what) {
        String file = disk.path() + "/" + fileName;
        return new LogException(
                LogException.Kind.CORRUPT,
                file + ", offset " + offset + ": " + what
                        + ". Restore the file from a copy; or, if losing everything from there on is acceptable, cut the"
                        + " file to that length and remove the segments after it.",
                file,
                offset,
                null);
    }
}
