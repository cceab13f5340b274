package dev.millrace.log;

import org.jspecify.annotations.Nullable;

/** What went wrong in a log or on its disk: a kind to decide by, and a message with file, offset and what to do. */
public final class LogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is and what can be done about it. */
    public enum Kind {
        /** The disk or the quota is full. The log takes no more records until it is opened again. */
        DISK_FULL,
        /** The operating system reported an error. The log takes no more records until it is opened again. */
        IO,
        /** The directory is none, or this user may not use it: chosen badly, or in need of other permissions. */
        UNUSABLE,
        /** Bytes that were written and acknowledged are no longer what they were. */
        CORRUPT,
        /** The position is older than the oldest record that is kept. */
        POSITION_TRIMMED,
        /** The position is not one that this log ever gave: past its end, or inside a record. */
        POSITION_UNKNOWN,
        /** The record is longer than the settings allow. */
        RECORD_TOO_LARGE,
        /** Another process, or another log of this process, uses the directory. */
        LOCKED,
        /** The file was written by a newer version of this library. */
        NEWER_FORMAT,
        /** The log was closed. */
        CLOSED,
        /** There is no file of that name. */
        FILE_MISSING,
        /** There is a file of that name already. */
        FILE_EXISTS
    }

    private final Kind kind;
    private final String message;
    private final @Nullable String file;
    private final long offset;

    public LogException(Kind kind, String message) {
        this(kind, message, null, -1, null);
    }

    public LogException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, null, -1, cause);
    }

    public LogException(Kind kind, String message, @Nullable String file, long offset, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = message;
        this.file = file;
        this.offset = offset;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public Kind kind() {
        return kind;
    }

    /** The file concerned, with its directory, or null if it is about none. */
    public @Nullable String file() {
        return file;
    }

    /** Byte offset within the file, or -1. */
    public long offset() {
        return offset;
    }

    /** The same failure for another caller: each waiter gets a stack trace of its own. */
    LogException again() {
        return new LogException(kind, message, file, offset, this);
    }
}
