package dev.millrace.kinesis.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of the data: a given one, or a temporary one that goes when the server goes. */
record DataPlace(Path path, boolean temporary) {
    private static final System.Logger LOGGER = System.getLogger(DataPlace.class.getName());

    static DataPlace of(@Nullable Path given) {
        try {
            if (given == null) {
                return new DataPlace(Files.createTempDirectory("millrace-kinesis-"), true);
            }
            return new DataPlace(Files.createDirectories(given), false);
        } catch (IOException e) {
            throw new KinesisServerException("The data directory " + (given == null ? "for temporary files" : given)
                    + " cannot be made or is no directory: " + e);
        }
    }

    /** Deletes the directory if it is a temporary one. */
    void discard() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "The temporary directory " + path + " could not be deleted", e);
        }
    }
}
