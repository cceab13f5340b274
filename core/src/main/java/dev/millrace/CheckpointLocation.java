package dev.millrace;

import dev.millrace.MillraceException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a checkpoint lies: a directory that this machine sees, or a place that has a scheme, such as {@code hdfs://…}. */
final class CheckpointLocation {
    /** Two letters at least: one is a drive. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

    private final URI uri;
    private final @Nullable Path directory;

    private CheckpointLocation(URI uri, @Nullable Path directory) {
        this.uri = uri;
        this.directory = directory;
    }

    static CheckpointLocation of(Path directory) {
        return new CheckpointLocation(
                Checks.argument(directory, "checkpoint directory").toUri(), directory);
    }

    static CheckpointLocation of(URI location) {
        return Checks.argument(location, "checkpoint directory").getScheme() == null
                        || location.getScheme().equals("file")
                ? of(Path.of(location.getPath()))
                : new CheckpointLocation(location, null);
    }

    static CheckpointLocation of(String location) {
        if (Checks.argument(location, "checkpoint directory").isBlank()) {
            throw new IllegalArgumentException("the checkpoint directory is empty");
        }
        return SCHEME.matcher(location).lookingAt() ? of(URI.create(location)) : of(Path.of(location));
    }

    URI uri() {
        return uri;
    }

    /** Null where the place has another scheme than {@code file}. */
    @Nullable
    Path directory() {
        return directory;
    }

    /** What {@code getOrCreate} promises: that the context which was made has its checkpoint here. */
    StreamingContext checked(StreamingContext created, @Nullable CheckpointLocation itsOwn) {
        if (equals(itsOwn)) {
            return created;
        }
        throw new MillraceException(
                Kind.CONFIGURATION,
                "getOrCreate(" + this + ", …): the context it made has "
                        + (itsOwn == null ? "no checkpointDirectory" : "the checkpointDirectory " + itsOwn));
    }

    private Object place() {
        return directory == null ? uri : directory.toAbsolutePath().normalize();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CheckpointLocation location && place().equals(location.place());
    }

    @Override
    public int hashCode() {
        return place().hashCode();
    }

    @Override
    public String toString() {
        return Objects.toString(directory, uri.toString());
    }
}
