package dev.millrace.connector.kafka;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.Receiving;
import dev.millrace.connector.kafka.TopicSelection.Matching;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group: polls, stores what came, tells the group once that is synced. All of it happens in the thread
 * of {@link #onStart}, so what a rebalance takes away is stored and told before; {@link #onStop} comes from another.
 */
final class GroupReceiving implements Receiving, ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT = Duration.ofSeconds(5);
    private static final Duration LEAVE = Duration.ofSeconds(2);

    private final GroupSettings settings;
    private final ReceiverContext<KafkaRecord<byte[], byte[]>> context;
    private volatile @Nullable Member member;

    // The receiving thread's alone: stored, and the group hasn't taken note yet.
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();
    // The same: where the group had no offset, and has one now.
    private final Set<TopicPartition> begun = new HashSet<>();

    /** One life of the consumer. */
    private record Member(KafkaConsumer<byte[], byte[]> consumer, CountDownLatch left) {}

    GroupReceiving(GroupSettings settings, ReceiverContext<KafkaRecord<byte[], byte[]>> context) {
        this.settings = settings;
        this.context = context;
    }

    @Override
    public void onStart() {
        Member joined = new Member(connect(), new CountDownLatch(1));
        member = joined;
        KafkaConsumer<byte[], byte[]> consumer = joined.consumer();
        try {
            subscribe(consumer);
            while (!context.isStopped()) {
                receive(consumer);
            }
        } catch (WakeupException e) {
            // It is being stopped; closing tells the group what is left to tell.
        } catch (KafkaException e) {
            throw Trouble.of(settings.where(), "receiving", e);
        } finally {
            leave(joined);
        }
    }

    /** Tells what is left to tell, so far as that is possible. */
    private void leave(Member joined) {
        try {
            joined.consumer().close(CloseOptions.timeout(LEAVE));
        } catch (KafkaException e) {
            context.reportError(settings.where() + " was left without a word: " + e.getMessage(), e);
        } finally {
            untold.clear();
            begun.clear();
            joined.left().countDown();
        }
    }

    private KafkaConsumer<byte[], byte[]> connect() {
        try {
            String clientId = "millrace-" + context.sourceName().replaceAll("[^a-zA-Z0-9._-]", "_");
            return new KafkaConsumer<>(settings.client().member(clientId));
        } catch (KafkaException e) {
            throw Trouble.of(settings.where(), "making a consumer", e);
        }
    }

    private void subscribe(KafkaConsumer<byte[], byte[]> consumer) {
        if (settings.selection() instanceof Matching matching) {
            consumer.subscribe(matching.pattern(), this);
        } else {
            consumer.subscribe(settings.selection().topics(), this);
        }
    }

    private void receive(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                context.storeAll(raw(records.iterator()));
                untold.putAll(records.nextOffsets());
            }
        } catch (NoOffsetForPartitionException e) {
            begin(consumer, e.partitions());
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, position) -> outOfRange(consumer, partition, position));
        }
        tell(consumer);
    }

    private static Iterator<KafkaRecord<byte[], byte[]>> raw(Iterator<ConsumerRecord<byte[], byte[]>> records) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public KafkaRecord<byte[], byte[]> next() {
                ConsumerRecord<byte[], byte[]> record = records.next();
                return KafkaRecord.of(record, record.key(), record.value());
            }
        };
    }

    /**
     * Where the group stands nowhere yet: what becomes its offset at once, so that nothing is skipped by a second start. A
     * consumer may say it twice, the second time when reading has begun.
     */
    private void begin(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Set<TopicPartition> news = new HashSet<>(partitions);
        news.removeAll(begun);
        String reset = settings.client().resetOr("latest");
        if (reset.equals("none")) {
            throw Trouble.noOffsets(settings.where(), news);
        }
        Map<TopicPartition, Long> offsets =
                reset.equals("earliest") ? consumer.beginningOffsets(news) : consumer.endOffsets(news);
        offsets.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            untold.put(partition, new OffsetAndMetadata(offset));
        });
        begun.addAll(news);
    }

    /** Offsets that are gone are an error, or left out if that is allowed, and said. */
    private void outOfRange(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long position) {
        TopicLog log = new TopicLog(partition.topic(), partition.partition(), "");
        long oldest = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (position > oldest) {
            throw Trouble.groupPastEnd(settings.where(), log, position);
        }
        if (settings.onLoss() == LossPolicy.FAIL) {
            throw Trouble.expired(log, position, oldest);
        }
        context.reportError(
                "%s: offsets %d to %d are gone unread; it goes on, as it was told to"
                        .formatted(Trouble.partition(log), position, oldest),
                null);
        consumer.seek(partition, oldest);
        untold.put(partition, new OffsetAndMetadata(oldest));
    }

    /** What can't be told now is told later; what the group has given to others meanwhile isn't ours to tell. */
    private void tell(KafkaConsumer<byte[], byte[]> consumer) {
        if (untold.isEmpty()) {
            return;
        }
        try {
            commit(consumer);
            untold.clear();
        } catch (RetriableException e) {
            context.reportError(settings.where() + " can't be told now what is stored: " + e.getMessage(), e);
        } catch (CommitFailedException e) {
            lost(untold.keySet(), e);
        }
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.commitSync(untold, COMMIT);
        } catch (WakeupException e) {
            // Meant for the poll that follows; what is stored is told nevertheless.
            consumer.commitSync(untold, COMMIT);
        }
    }

    private void lost(Collection<TopicPartition> partitions, @Nullable Exception cause) {
        context.reportError(
                settings.where() + " has given " + partitions
                        + " to others without waiting for this receiver, which was"
                        + " away longer than max.poll.interval.ms or session.timeout.ms: they receive again what the group"
                        + " wasn't told of",
                cause);
        forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : List.copyOf(partitions)) {
            untold.remove(partition);
            begun.remove(partition);
        }
    }

    // ---- in poll and close

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

    /** The group waits for this. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Member current = member;
        if (current != null) {
            tell(current.consumer());
        }
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            lost(partitions, null);
        }
    }

    // ---- another thread

    /** Waits until the group is left, so that others take over at once. */
    @Override
    public void onStop() throws InterruptedException {
        Member current = member;
        if (current != null) {
            current.consumer().wakeup();
            current.left().await(COMMIT.plus(LEAVE).toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
