package dev.millrace.benchmarks.flink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Emits its part of one pass after the other, as the passes begin, and a watermark after each. It walks over the arrays
 * themselves, several records a call: Flink's own loop around it costs less then.
 */
final class MemoryReader<T> implements SourceReader<T, NoSplit> {
    private static final int RECORDS_A_CALL = 128;

    private final FlinkRun<T, ?> run;
    private final int part;
    private long pass;
    private int next;

    MemoryReader(FlinkRun<T, ?> run, int part) {
        this.run = run;
        this.part = part;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) {
        if (next == 0 && !run.mayBegin(pass)) {
            return run.passes().haveEnded() ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }
        T[] records = run.records(pass, part);
        long time = run.time(pass);
        int end = Math.min(next + RECORDS_A_CALL, records.length);
        for (int i = next; i < end; i++) {
            output.collect(records[i], time);
        }
        next = end;
        if (next == records.length) {
            next = 0;
            pass++;
            output.emitWatermark(new Watermark(run.time(pass) - 1));
        }
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return run.whenMayBegin(pass);
    }

    @Override
    public List<NoSplit> snapshotState(long checkpoint) {
        return List.of(); // nothing is ever restored
    }

    @Override
    public void addSplits(List<NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
