package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.serde.Serdes;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.StreamBlockId;
import org.jspecify.annotations.Nullable;

/**
 * Records that an executor has read for this batch and keeps, or, where they are lost, what reads them again. Whoever had
 * to read them again keeps them too, for the batch's other jobs. A task reads what {@link #in} gives, never this.
 */
final class KeptSplit<T> implements Split<T> {
    private final StreamBlockId block;
    private final long records;
    private final LiveExecutors.Home home;
    private final Split<T> again;
    private final transient @Nullable Predicate<String> isGone;

    KeptSplit(StreamBlockId block, long records, LiveExecutors.Home home, Split<T> again, Predicate<String> isGone) {
        this.block = block;
        this.records = records;
        this.home = home;
        this.again = again;
        this.isGone = isGone;
    }

    /** The split as a task of this process reads it. */
    Split<Object> in(ExecutorSide side) {
        return out -> read(side.serdes(), out);
    }

    private void read(Serdes serdes, Emitter<? super Object> out) throws Exception {
        BlockManager blocks = SparkEnv.get().blockManager();
        Chunk chunk = KeptReads.get(block, blocks);
        if (chunk != null) {
            chunk.read(serdes, out);
            return;
        }
        Recording recording = new Recording(new Chunk.Writer(serdes), out);
        again.read(recording);
        if (!recording.missed) {
            KeptReads.put(block, recording.writer.finish(0), blocks);
        }
    }

    /** Passes records on and writes them down before anybody can change them; {@code missed} if not all came. */
    private static final class Recording implements Emitter<Object> {
        private final Chunk.Writer writer;
        private final Emitter<? super Object> out;
        private boolean missed;

        private Recording(Chunk.Writer writer, Emitter<? super Object> out) {
            this.writer = writer;
            this.out = out;
        }

        @Override
        public void accept(Object record) {
            writer.accept(record);
            out.accept(record);
        }

        @Override
        public boolean isStopped() {
            missed |= out.isStopped();
            return missed;
        }
    }

    @Override
    public void read(Emitter<? super T> out) {
        throw new MillraceException(MillraceException.Kind.INTERNAL, "a kept split was not decoded");
    }

    @Override
    public long recordCount() {
        return records;
    }

    @Override
    public List<String> preferredLocations() {
        return isGone == null || isGone.test(home.executor()) ? List.of() : List.of(home.place());
    }
}
