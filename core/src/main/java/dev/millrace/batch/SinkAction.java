package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedSink;
import dev.millrace.engine.PartitionAction;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands each partition's records to a sink. Sinks pull and engines push, so a partition's records are gathered first;
 * one without records is none of the sink's business.
 */
record SinkAction<T>(Sink<? super T> sink, String name, long batch, Instant time, long epoch, int attempt)
        implements PartitionAction<T, SinkResult> {
    @Override
    public PartitionConsumer<T, SinkResult> begin(int partition) {
        return new Gatherer<>(this, partition);
    }

    @Override
    public PartitionAction<T, SinkResult> inAttempt(int number) {
        return again(number);
    }

    @Override
    public boolean waits() {
        return sink.waits();
    }

    @Override
    public boolean isSeenAtOnce() {
        return !(sink instanceof StagedSink);
    }

    SinkAction<T> again(int number) {
        return new SinkAction<>(sink, name, batch, time, epoch, number);
    }

    /** Hands over the records of a partition. */
    SinkResult write(int partition, List<T> records) throws InterruptedException {
        SinkTask task = new SinkTask(name, batch, time, partition, epoch, attempt);
        try {
            return write(sink, task, records);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            MillraceException failure = describe(e, "sink '" + name + "', batch " + batch + ", partition " + partition);
            if (failure.kind() == Kind.EXTERNAL_SYSTEM) {
                return new SinkResult(null, failure);
            }
            throw failure;
        }
    }

    @SuppressWarnings("unchecked") // a sink for a T's supertype takes iterators of T: it only reads them
    private static <T> SinkResult write(Sink<? super T> sink, SinkTask task, List<T> records) throws Exception {
        Sink<T> narrowed = (Sink<T>) sink;
        if (narrowed instanceof StagedSink<T> staged) {
            return new SinkResult(staged.stage(task, records.iterator()), null);
        } else if (narrowed instanceof MarkerSink<T> marker) {
            marker.write(task, records.iterator());
        } else if (narrowed instanceof AtLeastOnceSink<T> other) {
            other.write(task, records.iterator());
        }
        return SinkResult.WRITTEN;
    }

    /** Whose fault a sink's exception is: unless it says so itself, I/O is the outside's and all else is the sink's. */
    static MillraceException describe(Exception e, String where) {
        if (e instanceof MillraceException known) {
            return new MillraceException(known.kind(), where + ": " + known.getMessage(), known);
        }
        boolean outside = e instanceof IOException || e instanceof java.io.UncheckedIOException;
        return new MillraceException(outside ? Kind.EXTERNAL_SYSTEM : Kind.USER_CODE, where + ": " + e, e);
    }

    private static final class Gatherer<T> implements PartitionConsumer<T, SinkResult> {
        private final SinkAction<T> action;
        private final int partition;
        private final List<T> records = new ArrayList<>();

        private Gatherer(SinkAction<T> action, int partition) {
            this.action = action;
            this.partition = partition;
        }

        @Override
        public void accept(T record) {
            records.add(record);
        }

        @Override
        public SinkResult finish() throws InterruptedException {
            return records.isEmpty() ? SinkResult.WRITTEN : action.write(partition, records);
        }
    }
}
