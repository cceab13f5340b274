package dev.millrace.connector.kafka;

import dev.millrace.connector.kafka.PartitionBuffer.Taken;
import dev.millrace.function.Emitter;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition that were fetched ahead of their batch. In another process few of them arrive with the split;
 * where they are many, it reads them there from the brokers.
 */
final class FetchedSplit implements KafkaSplit {
    private final transient KafkaSession session;
    private final transient List<Chunk.Part> parts;
    private final transient long records;
    private final transient long bytes;
    private final transient TopicLog log;
    private final transient OffsetRange range;

    FetchedSplit(KafkaSession session, TopicLog log, Taken taken) {
        this.session = session;
        this.log = log;
        this.range = new OffsetRange(log.topic(), log.partition(), taken.from(), taken.until());
        this.parts = taken.parts();
        this.records = taken.records();
        this.bytes = taken.bytes();
    }

    @Override
    public void read(Emitter<? super ConsumerRecord<byte[], byte[]>> out) {
        boolean isDecoded = session.settings().isDecoded();
        for (Chunk.Part part : parts) {
            PackedRecords packed = part.records();
            for (int i = part.from(); i < part.until(); i++) {
                if (out.isStopped()) {
                    return;
                }
                out.accept(isDecoded ? packed.inPlace(i) : packed.record(i));
            }
        }
    }

    @Override
    public long recordCount() {
        return records;
    }

    @Override
    public OffsetRange range() {
        return range;
    }

    /** What is sent to other processes. */
    private Object writeReplace() {
        @Nullable
        CarriedSplit carried =
                bytes <= session.settings().fetch().carriedBytesMax() ? CarriedSplit.of(range, parts, records) : null;
        return carried != null ? carried : new RangeSplit(session, log, range);
    }
}
