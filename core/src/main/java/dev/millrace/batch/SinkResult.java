package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.connector.StagedOutput;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What became of one partition's records at a sink: written, perhaps with something to publish, or a failure of the
 * external system, after which this partition alone is tried again.
 */
record SinkResult(@Nullable StagedOutput staged, @Nullable MillraceException failure) implements Serializable {
    static final SinkResult WRITTEN = new SinkResult(null, null);
}
