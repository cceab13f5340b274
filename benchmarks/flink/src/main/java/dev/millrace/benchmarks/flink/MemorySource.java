package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.input.Batch;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Two parts, one for each reader: there is nothing to divide. A reader is made in the process and knows its part. */
final class MemorySource<T> implements Source<T, NoSplit, Void> {
    private static final long serialVersionUID = 1;

    private final Readers<T> readers;

    private MemorySource(Readers<T> readers) {
        this.readers = readers;
    }

    /** What is in memory, as the run that is under way has it. */
    @SuppressWarnings("unchecked") // the run's records are of this type
    static <T> MemorySource<T> ofRun() {
        return new MemorySource<>(part -> new MemoryReader<>((FlinkRun<T, ?>) FlinkRun.current(), part));
    }

    static <T> MemorySource<T> of(Readers<T> readers) {
        return new MemorySource<>(readers);
    }

    /** Makes the reader of a part. */
    @FunctionalInterface
    interface Readers<T> extends Serializable {
        SourceReader<T, NoSplit> of(int part);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, NoSplit> createReader(SourceReaderContext context) {
        int part = context.getIndexOfSubtask();
        if (part >= Batch.PARTS) {
            throw new IllegalStateException("there are " + Batch.PARTS + " parts, and a reader " + part);
        }
        return readers.of(part);
    }

    @Override
    public SplitEnumerator<NoSplit, Void> createEnumerator(SplitEnumeratorContext<NoSplit> context) {
        return new NoSplits();
    }

    @Override
    public SplitEnumerator<NoSplit, Void> restoreEnumerator(SplitEnumeratorContext<NoSplit> context, Void checkpoint) {
        return new NoSplits();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new NothingSerializer<>();
    }

    @Override
    public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
        return new NothingSerializer<>();
    }

    private static final class NoSplits implements SplitEnumerator<NoSplit, Void> {
        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addSplitsBack(List<NoSplit> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public @Nullable Void snapshotState(long checkpoint) {
            return null; // nothing is ever restored
        }

        @Override
        public void close() {}
    }

    private static final class NothingSerializer<S> implements SimpleVersionedSerializer<S> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(S nothing) {
            return new byte[0];
        }

        @Override
        public S deserialize(int version, byte[] bytes) {
            throw new UnsupportedOperationException("there is nothing to deserialize");
        }
    }
}
