package dev.millrace.spark;

import dev.millrace.connector.OpenSplit;
import dev.millrace.serde.Serdes;
import java.io.Serializable;
import java.net.URI;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.StreamBlockId;
import org.jspecify.annotations.Nullable;

/**
 * Reads an open split in an executor and leaves the records with its block manager, encoded, under a name that no other
 * attempt has. The same task of another attempt reads again.
 *
 * @param round of how many readings of the engine this is
 */
record ReadTask(String engine, Serdes serdes, @Nullable URI checkpoint, int stream, long round)
        implements Function<Serialized<OpenSplit<?, ?>>, ReadTask.Outcome> {
    /** What comes back: what the source wants to know, how much there was and where it is; no block without records. */
    record Outcome(
            Serializable result, long records, @Nullable StreamBlockId block, LiveExecutors.Home home)
            implements Serializable {}

    @Override
    public Outcome call(Serialized<OpenSplit<?, ?>> asked) {
        OpenSplit<?, ?> split = asked.value();
        ExecutorSide side = ExecutorSide.of(engine, serdes, checkpoint);
        BlockManager blocks = SparkEnv.get().blockManager();
        side.keptReads().dropBefore(round, blocks);
        Chunk.Writer records = new Chunk.Writer(side.serdes());
        Serializable result;
        try {
            result = split.read(records);
        } catch (Exception e) {
            throw Failures.inTask(e);
        }
        LiveExecutors.Home home = LiveExecutors.Home.of(blocks.blockManagerId());
        if (records.isEmpty()) {
            return new Outcome(result, 0, null, home);
        }
        StreamBlockId block = new StreamBlockId(stream, TaskContext.get().taskAttemptId());
        side.keptReads().keep(round, block, records.finish(0), blocks);
        return new Outcome(result, records.count(), block, home);
    }
}
