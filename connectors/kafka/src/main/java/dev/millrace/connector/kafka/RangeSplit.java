package dev.millrace.connector.kafka;

import dev.millrace.batch.SystemClock;
import dev.millrace.function.Emitter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A range of offsets that is read from the brokers, any number of times and by any thread. */
final class RangeSplit implements KafkaSplit {
    private final SourceSettings settings;
    private final TopicLog log;
    private final OffsetRange range;
    /** Of the reader that made it; a copy in another process has none, and makes its own. */
    private final transient @Nullable KafkaSession session;

    RangeSplit(KafkaSession session, TopicLog log, OffsetRange range) {
        this.session = session;
        this.settings = session.settings();
        this.log = log;
        this.range = range;
    }

    /** Without a reader. */
    RangeSplit(SourceSettings settings, TopicLog log, OffsetRange range) {
        this.session = null;
        this.settings = settings;
        this.log = log;
        this.range = range;
    }

    @Override
    public void read(Emitter<? super ConsumerRecord<byte[], byte[]>> out) throws InterruptedException {
        if (range.count() == 0) {
            return;
        }
        if (session != null) {
            new RangeReading(session, log).read(range, out);
            return;
        }
        try (KafkaSession own = new KafkaSession(settings, settings.connect(range.topic()), new SystemClock())) {
            new RangeReading(own, log).read(range, out);
        }
    }

    @Override
    public OffsetRange range() {
        return range;
    }
}
