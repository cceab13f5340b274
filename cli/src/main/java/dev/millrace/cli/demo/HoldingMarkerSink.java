package dev.millrace.cli.demo;

import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;

/** A marker sink that stands still behind the first record of a transaction or behind its commit, and is the sink inside otherwise. */
final class HoldingMarkerSink<T> implements MarkerSink<T> {
    private final MarkerSink<T> sink;
    private final CrashPoints crashPoints;

    HoldingMarkerSink(MarkerSink<T> sink, CrashPoints crashPoints) {
        this.sink = sink;
        this.crashPoints = crashPoints;
    }

    @Override
    public String defaultName() {
        return sink.defaultName();
    }

    @Override
    public MarkerSink<T> open(SinkContext context) throws Exception {
        return new HoldingMarkerSink<>(sink.open(context), crashPoints);
    }

    @Override
    public Duration marksKept() throws Exception {
        return sink.marksKept();
    }

    @Override
    public void close() throws Exception {
        sink.close();
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) throws Exception {
        boolean empty = !records.hasNext();
        sink.write(task, new Holding(records, task.batch()));
        if (!empty) {
            crashPoints.reach(CrashPoint.AFTER_TRANSACTION, task.batch());
        }
    }

    /** Records that stand still when the second of them, or the end, is asked for. */
    private final class Holding implements Iterator<T> {
        private final Iterator<T> records;
        private final long batch;
        private boolean isFirstGiven;

        Holding(Iterator<T> records, long batch) {
            this.records = records;
            this.batch = batch;
        }

        @Override
        public boolean hasNext() {
            if (isFirstGiven) {
                reach();
            }
            return records.hasNext();
        }

        @Override
        public T next() {
            T record = records.next();
            isFirstGiven = true;
            return record;
        }

        private void reach() {
            try {
                crashPoints.reach(CrashPoint.IN_TRANSACTION, batch);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
