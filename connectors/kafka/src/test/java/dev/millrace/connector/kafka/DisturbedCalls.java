package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.testkit.Faults;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Real calls that can be made to fail. */
record DisturbedCalls(KafkaCalls real, Faults faults) implements KafkaCalls {
    @Override
    public String clusterId() {
        return call(faults, "clusterId", real::clusterId);
    }

    @Override
    public SortedMap<String, TopicInfo> topics(TopicSelection selection) {
        return call(faults, "topics", () -> real.topics(selection));
    }

    @Override
    public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec wanted) {
        return call(faults, "offsets", () -> real.offsets(partitions, wanted));
    }

    @Override
    public Map<TopicPartition, Long> committed(String group, Collection<TopicPartition> partitions) {
        return call(faults, "committed", () -> real.committed(group, partitions));
    }

    @Override
    public RecordFetch fetch() {
        return new DisturbedFetch(real.fetch(), faults);
    }

    @Override
    public void close() {
        real.close();
    }

    private static <T> T call(Faults faults, String what, Callable<T> call) {
        try {
            return faults.call(what, call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new MillraceException(MillraceException.Kind.INTERNAL, what, e);
        }
    }

    private record DisturbedFetch(RecordFetch real, Faults faults) implements RecordFetch {
        @Override
        public void assign(Map<TopicPartition, Long> offsets) {
            real.assign(offsets);
        }

        @Override
        public void seek(TopicPartition partition, long offset) {
            real.seek(partition, offset);
        }

        @Override
        public Fetched poll(Duration timeout) {
            faults.pass("poll");
            return real.poll(timeout);
        }

        @Override
        public void pause(Collection<TopicPartition> partitions) {
            real.pause(partitions);
        }

        @Override
        public void resume(Collection<TopicPartition> partitions) {
            real.resume(partitions);
        }

        @Override
        public long lag(TopicPartition partition) {
            return real.lag(partition);
        }

        @Override
        public void commit(Map<TopicPartition, Long> offsets, boolean isLast) {
            real.commit(offsets, isLast);
        }

        @Override
        public void wakeup() {
            real.wakeup();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
