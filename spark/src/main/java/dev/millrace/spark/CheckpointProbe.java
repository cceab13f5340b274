package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.storage.StoredObject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/** Finds out at the start whether executors see what the driver writes to the checkpoint. */
final class CheckpointProbe {
    private CheckpointProbe() {}

    static void run(JavaSparkContext context, SharedCheckpointStorage checkpoint, int tasks) {
        String name = "probe/" + UUID.randomUUID();
        URI location = checkpoint.location();
        checkpoint.create(new StoredObject(name, ByteBuffer.allocate(0)));
        try {
            List<String> blind = context.parallelize(Collections.nCopies(tasks, name), tasks)
                    .filter(probe -> !sees(location, probe))
                    .map(probe -> SparkEnv.get().blockManager().blockManagerId().host())
                    .distinct()
                    .collect();
            if (!blind.isEmpty()) {
                throw new MillraceException(
                        MillraceException.Kind.CONFIGURATION,
                        "checkpoint directory " + location + ": executors on " + blind + " don't see what the driver"
                                + " writes there. It must be on storage that all of them share under the same path");
            }
        } finally {
            checkpoint.delete(List.of(name));
        }
    }

    private static boolean sees(URI location, String probe) {
        try {
            SharedCheckpointStorage.at(location).read(probe);
            return true;
        } catch (MillraceException e) {
            if (e.kind() == MillraceException.Kind.CORRUPT_DATA) {
                return false; // it isn't there
            }
            throw e;
        }
    }
}
