package dev.millrace.spark;

import dev.millrace.storage.BlockLog;
import dev.millrace.storage.CheckpointStorage;
import java.net.URI;
import java.nio.file.Path;

/** A checkpoint that the driver and all executors reach at the same place. Any thread of any process. */
sealed interface SharedCheckpointStorage extends CheckpointStorage permits SharedDirectory, HadoopDirectory {
    /** What the others find it by. */
    URI location();

    /**
     * Deletes what writers have left that were killed before they gave an object its name, as far as it is older than this
     * object, by the file system's clock. Whoever has claimed the checkpoint since then may call it.
     */
    void deleteUnfinishedBefore(String object);

    /** The checkpoint in a directory, which is made if it isn't there: in the driver. */
    static SharedCheckpointStorage create(URI location) {
        return isLocal(location)
                ? SharedDirectory.create(Path.of(location))
                : HadoopDirectory.create(location, HadoopDirectory.configuration());
    }

    /** The checkpoint that the driver has made there: in an executor. */
    static SharedCheckpointStorage at(URI location) {
        return isLocal(location)
                ? SharedDirectory.at(Path.of(location))
                : HadoopDirectory.at(location, HadoopDirectory.configuration());
    }

    /** A block is an object, and executors read it. */
    @Override
    default BlockLog openBlockLog(String source) {
        return openBlockLog(source, new SharedBlocks(location(), source));
    }

    private static boolean isLocal(URI location) {
        return "file".equals(location.getScheme());
    }
}
