package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.log.LogException;

/** What a failure of the log or its disk means for a checkpoint, and whose fault it is. */
final class StorageFailures {
    private StorageFailures() {}

    static MillraceException of(String doing, LogException failure) {
        Kind kind = switch (failure.kind()) {
            case DISK_FULL, IO -> Kind.EXTERNAL_SYSTEM;
            case CORRUPT, FILE_MISSING, POSITION_TRIMMED, POSITION_UNKNOWN -> Kind.CORRUPT_DATA;
            case LOCKED, NEWER_FORMAT, UNUSABLE -> Kind.CONFIGURATION;
            case RECORD_TOO_LARGE, CLOSED, FILE_EXISTS -> Kind.INTERNAL;
        };
        return new MillraceException(kind, doing + ": " + failure.getMessage(), failure);
    }

    static MillraceException atOpen(String directory, LogException failure) {
        return of("checkpoint directory " + directory, failure);
    }
}
