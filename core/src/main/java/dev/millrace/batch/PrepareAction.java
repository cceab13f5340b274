package dev.millrace.batch;

import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkTask;
import dev.millrace.engine.PartitionAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Has a sink make of each partition's records what it will write at the end of the group. */
record PrepareAction<T, R>(GroupingSink<? super T, R> sink, String name, long batch, Instant time, long epoch)
        implements PartitionAction<T, Prepared<R>> {
    @Override
    public PartitionConsumer<T, Prepared<R>> begin(int partition) {
        return new Gatherer<>(this, partition);
    }

    @Override
    public boolean isSeenAtOnce() {
        return false;
    }

    @SuppressWarnings("unchecked") // a sink for a T's supertype takes iterators of T: it only reads them
    private Prepared<R> prepare(int partition, List<T> records) throws InterruptedException {
        try {
            return ((GroupingSink<T, R>) sink)
                    .prepare(new SinkTask(name, batch, time, partition, epoch, 0), records.iterator());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw SinkAction.describe(e, "sink '" + name + "', batch " + batch + ", partition " + partition);
        }
    }

    private static final class Gatherer<T, R> implements PartitionConsumer<T, Prepared<R>> {
        private final PrepareAction<T, R> action;
        private final int partition;
        private final List<T> records = new ArrayList<>();

        private Gatherer(PrepareAction<T, R> action, int partition) {
            this.action = action;
            this.partition = partition;
        }

        @Override
        public void accept(T record) {
            records.add(record);
        }

        @Override
        public Prepared<R> finish() throws InterruptedException {
            return records.isEmpty() ? new Prepared<>(List.of(), 0) : action.prepare(partition, records);
        }
    }
}
