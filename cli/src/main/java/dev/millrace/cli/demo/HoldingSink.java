package dev.millrace.cli.demo;

import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import java.util.Iterator;
import java.util.List;

/** A staged sink that stands still before or after it has staged records, and is the sink inside otherwise. */
final class HoldingSink<T> implements StagedSink<T> {
    private final StagedSink<T> sink;
    private final CrashPoints crashPoints;

    HoldingSink(StagedSink<T> sink, CrashPoints crashPoints) {
        this.sink = sink;
        this.crashPoints = crashPoints;
    }

    @Override
    public String defaultName() {
        return sink.defaultName();
    }

    @Override
    public StagedSink<T> open(SinkContext context) throws Exception {
        return new HoldingSink<>(sink.open(context), crashPoints);
    }

    @Override
    public void close() throws Exception {
        sink.close();
    }

    @Override
    public StagedOutput stage(SinkTask task, Iterator<T> records) throws Exception {
        boolean empty = !records.hasNext();
        if (!empty) {
            crashPoints.reach(CrashPoint.BEFORE_STAGING, task.batch());
        }
        StagedOutput output = sink.stage(task, records);
        if (!empty) {
            crashPoints.reach(CrashPoint.AFTER_STAGING, task.batch());
        }
        return output;
    }

    @Override
    public int publish(String name, long batch, List<StagedOutput> outputs) throws Exception {
        return sink.publish(name, batch, outputs);
    }

    @Override
    public void discardUnpublished(String name, long batch, long epoch) throws Exception {
        sink.discardUnpublished(name, batch, epoch);
    }
}
