package dev.millrace.file;

import dev.millrace.function.Function;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is read of which files.
 *
 * @param pattern a glob that names must match
 * @param filter what else they must pass
 * @param newFilesOnly whether what is there at the first start is left out
 * @param modifiedFrom files that were last modified before are left out
 * @param lineBytesMax a longer line is an error
 * @param unfinishedLineTimeout after which the rest of a file is a line
 * @param wholeAfter how long a file must have stayed as it is before it is read, whole; null where files may grow
 * @param givenUp files of which something may be missing
 */
record FileSettings(
        String directory,
        String pattern,
        Function<Path, Boolean> filter,
        boolean newFilesOnly,
        Instant modifiedFrom,
        int lineBytesMax,
        Duration unfinishedLineTimeout,
        @Nullable Duration wholeAfter,
        Set<String> givenUp)
        implements Serializable {
    static FileSettings of(String directory) {
        return new FileSettings(
                directory, "*", path -> true, false, Instant.EPOCH, 1 << 20, Duration.ofSeconds(5), null, Set.of());
    }

    FileSettings withPattern(String glob) {
        return new FileSettings(
                directory,
                glob,
                filter,
                newFilesOnly,
                modifiedFrom,
                lineBytesMax,
                unfinishedLineTimeout,
                wholeAfter,
                givenUp);
    }

    FileSettings withFilter(Function<Path, Boolean> newFilter) {
        return new FileSettings(
                directory,
                pattern,
                newFilter,
                newFilesOnly,
                modifiedFrom,
                lineBytesMax,
                unfinishedLineTimeout,
                wholeAfter,
                givenUp);
    }

    FileSettings withNewFilesOnly() {
        return new FileSettings(
                directory,
                pattern,
                filter,
                true,
                modifiedFrom,
                lineBytesMax,
                unfinishedLineTimeout,
                wholeAfter,
                givenUp);
    }

    FileSettings withModifiedFrom(Instant from) {
        return new FileSettings(
                directory,
                pattern,
                filter,
                newFilesOnly,
                from,
                lineBytesMax,
                unfinishedLineTimeout,
                wholeAfter,
                givenUp);
    }

    FileSettings withLineBytesMax(int bytes) {
        return new FileSettings(
                directory,
                pattern,
                filter,
                newFilesOnly,
                modifiedFrom,
                bytes,
                unfinishedLineTimeout,
                wholeAfter,
                givenUp);
    }

    FileSettings withUnfinishedLineTimeout(Duration timeout) {
        return new FileSettings(
                directory, pattern, filter, newFilesOnly, modifiedFrom, lineBytesMax, timeout, wholeAfter, givenUp);
    }

    FileSettings withWholeAfter(Duration quiet) {
        return new FileSettings(
                directory,
                pattern,
                filter,
                newFilesOnly,
                modifiedFrom,
                lineBytesMax,
                unfinishedLineTimeout,
                quiet,
                givenUp);
    }

    FileSettings withGivenUp(Set<String> names) {
        return new FileSettings(
                directory,
                pattern,
                filter,
                newFilesOnly,
                modifiedFrom,
                lineBytesMax,
                unfinishedLineTimeout,
                wholeAfter,
                Set.copyOf(names));
    }
}
