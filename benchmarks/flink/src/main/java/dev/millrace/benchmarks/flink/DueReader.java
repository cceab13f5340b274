package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.OpenLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Emits the numbers of a part of an {@link OpenLoop} once they are due; its task's thread sleeps in between. */
final class DueReader implements SourceReader<Long, NoSplit> {
    private static final long SLEEP_NANOS = 20_000;

    private final OpenLoop loop = OpenLoop.current();
    private final int part;
    private long next;

    DueReader(int part) {
        this.part = part;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Long> output) {
        long due = loop.due(part);
        if (due == next) {
            if (next == loop.all(part)) {
                return InputStatus.END_OF_INPUT;
            }
            LockSupport.parkNanos(SLEEP_NANOS);
            due = loop.due(part);
        }
        while (next < due) {
            output.collect(OpenLoop.number(part, next++));
        }
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<NoSplit> snapshotState(long checkpoint) {
        throw new UnsupportedOperationException("no checkpoints are taken");
    }

    @Override
    public void addSplits(List<NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
