package dev.millrace.connector.kafka;

import dev.millrace.function.Emitter;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads exactly the records of a range again. What ends it is the place that the consumer has reached, not the last
 * record: marks of transactions, aborted records and compaction leave offsets that no record comes for. One thread.
 */
final class RangeReading {
    private static final Duration LONG_POLL = Duration.ofMillis(500);

    private final KafkaSession session;
    private final TopicLog log;
    private final TopicPartition partition;
    private long position;
    private long movedNanos;

    RangeReading(KafkaSession session, TopicLog log) {
        this.session = session;
        this.log = log;
        this.partition = log.topicPartition();
    }

    void read(OffsetRange range, Emitter<? super ConsumerRecord<byte[], byte[]>> out) throws InterruptedException {
        position = range.from();
        movedNanos = session.clock().nanoTime();
        Patience patience = new Patience(session);
        try (RecordFetch fetch = session.calls().fetch()) {
            fetch.assign(Map.of(partition, position));
            while (position < range.until() && !out.isStopped()) {
                Fetched news = poll(fetch, range, patience);
                PackedRecords records = news.records().get(partition);
                for (int i = 0; records != null && i < records.count(); i++) {
                    if (out.isStopped() || records.offset(i) >= range.until()) {
                        return;
                    }
                    out.accept(records.record(i));
                }
                moveTo(news.nextOffsets().get(partition), range);
            }
        }
    }

    private Fetched poll(RecordFetch fetch, OffsetRange range, Patience patience) throws InterruptedException {
        while (true) {
            if (session.isClosed()) {
                throw Trouble.closed(session.where());
            }
            try {
                Fetched news = fetch.poll(LONG_POLL);
                patience.succeeded();
                return news;
            } catch (OffsetOutOfRangeException e) {
                skip(fetch, range);
                if (position >= range.until()) {
                    return Fetched.NOTHING;
                }
            } catch (InterruptException e) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            } catch (KafkaException | dev.millrace.MillraceException e) {
                patience.failed(e);
            }
        }
    }

    private void moveTo(@org.jspecify.annotations.Nullable OffsetAndMetadata next, OffsetRange range) {
        long now = session.clock().nanoTime();
        if (next != null && next.offset() > position) {
            position = next.offset();
            movedNanos = now;
        } else if (position < range.until()
                && now - movedNanos > session.settings().retryTime().toNanos()) {
            throw Trouble.notReadAgain(log, position, range.until(), Duration.ofNanos(now - movedNanos));
        }
    }

    private void skip(RecordFetch fetch, OffsetRange range) {
        Long oldest = session.calls()
                .offsets(java.util.List.of(partition), OffsetSpec.earliest())
                .get(partition);
        if (oldest == null || oldest <= position) {
            throw Trouble.pastEnd(log, range.until());
        }
        long until = Math.min(oldest, range.until());
        session.allowLoss(log, position, until);
        position = until;
        movedNanos = session.clock().nanoTime();
        if (until < range.until()) {
            fetch.seek(partition, until);
        }
    }
}
