package dev.millrace.status;

import java.time.Duration;

/**
 * Something that failed because the outside didn't answer, and is tried again inside its batch.
 *
 * @param what what is tried: {@code reading source 'words'}, {@code sink 'table', batch 7, partition 0}
 * @param failures how often it has failed so far
 * @param lasting since when it has been tried
 * @param lastFailure what the last failure said
 */
public record Retrying(String what, int failures, Duration lasting, String lastFailure) {
    /** The same, some time later. */
    public Retrying lasting(Duration now) {
        return new Retrying(what, failures, now, lastFailure);
    }

    @Override
    public String toString() {
        return what + " has failed " + failures + " times in " + lasting.toMillis() + " ms: " + lastFailure;
    }
}
