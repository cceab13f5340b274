package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.connector.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One consumer and the thread that owns it: polls, fills the buffers of its partitions, pauses those that are full, tells
 * the group what is done. Others hand it partitions through a queue.
 */
final class FetchLoop implements AutoCloseable {
    private static final Duration LONG_POLL = Duration.ofMillis(500);
    private static final long COMMIT_INTERVAL_NANOS = 1_000_000_000;
    private static final long CLOSE_MILLIS = 3_000;

    private final KafkaSession session;
    private final Thread thread;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Map<String, Position>> done = new AtomicReference<>();
    private volatile long bytesPerPartition = Long.MAX_VALUE;
    private volatile @Nullable RecordFetch fetch;
    private volatile boolean isFull;

    // The thread's alone.
    private final Map<TopicPartition, PartitionBuffer> reading = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private long nextCommitNanos;

    FetchLoop(KafkaSession session, String name) {
        this.session = session;
        this.thread = new Thread(this::run, "millrace-kafka-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private sealed interface Command {
        record Read(List<PartitionBuffer> buffers) implements Command {}

        record Drop(Set<TopicPartition> partitions) implements Command {}
    }

    // ---- any thread

    void read(List<PartitionBuffer> buffers) {
        commands.add(new Command.Read(buffers));
        wakeup();
    }

    void drop(Set<TopicPartition> partitions) {
        commands.add(new Command.Drop(partitions));
        wakeup();
    }

    /** How much of one partition may be held. */
    void limit(long bytes) {
        bytesPerPartition = bytes;
    }

    /** Called when a batch has taken from the buffers. */
    void roomWasMade() {
        if (isFull) {
            wakeup();
        }
    }

    /** All before these positions is done; the group will be told. */
    void committed(Map<String, Position> positions) {
        done.set(positions);
    }

    private void wakeup() {
        RecordFetch current = fetch;
        if (current != null) {
            current.wakeup();
        }
    }

    @Override
    public void close() {
        drop(Set.of());
        try {
            thread.join(CLOSE_MILLIS);
            thread.interrupt();
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the thread

    private void run() {
        try (RecordFetch own = session.calls().fetch()) {
            fetch = own;
            loop(own);
            commit(own, true);
        } catch (InterruptedException | InterruptException e) {
            session.failed(Trouble.interrupted(session.where(), e));
        } catch (MillraceException e) {
            session.failed(e);
        } catch (RuntimeException | Error e) {
            session.failed(new MillraceException(
                    MillraceException.Kind.INTERNAL, session.where() + ": fetching failed unexpectedly: " + e, e));
        } finally {
            fetch = null;
        }
    }

    private void loop(RecordFetch own) throws InterruptedException {
        Patience patience = new Patience(session);
        while (!session.isClosed()) {
            try {
                takeCommands(own);
                if (!reading.isEmpty()) {
                    commit(own, false);
                    resume(own);
                    deliver(own, own.poll(LONG_POLL));
                    pause(own);
                }
                patience.succeeded();
            } catch (WakeupException e) {
                patience.succeeded(); // there is a command, or room, or an end: the next turn sees which
            } catch (OffsetOutOfRangeException e) {
                outOfRange(own, e.offsetOutOfRangePartitions());
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException | MillraceException e) {
                patience.failed(e);
            }
        }
    }

    /** Waits for one, as long as there is nothing to read. */
    private void takeCommands(RecordFetch own) throws InterruptedException {
        Command command =
                reading.isEmpty() ? commands.poll(LONG_POLL.toMillis(), TimeUnit.MILLISECONDS) : commands.poll();
        if (command == null) {
            return;
        }
        for (; command != null; command = commands.poll()) {
            if (command instanceof Command.Read read) {
                read.buffers().forEach(buffer -> reading.put(buffer.log().topicPartition(), buffer));
            } else if (command instanceof Command.Drop drop) {
                reading.keySet().removeAll(drop.partitions());
                paused.removeAll(drop.partitions());
            }
        }
        assign(own);
    }

    private void assign(RecordFetch own) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        reading.forEach((partition, buffer) -> offsets.put(partition, buffer.reached()));
        own.assign(offsets);
    }

    private void deliver(RecordFetch own, Fetched news) {
        news.nextOffsets().forEach((partition, next) -> {
            PartitionBuffer buffer = reading.get(partition);
            if (buffer == null) {
                return;
            }
            PackedRecords records = news.records().get(partition);
            if (records == null) {
                buffer.moved(next.offset());
            } else {
                buffer.add(new Chunk(records, next.offset()));
            }
            buffer.isBehindBy(own.lag(partition));
        });
    }

    private void pause(RecordFetch own) {
        List<TopicPartition> full = new ArrayList<>(0);
        reading.forEach((partition, buffer) -> {
            if (buffer.bytesHeld() > bytesPerPartition && !paused.contains(partition)) {
                full.add(partition);
            }
        });
        if (!full.isEmpty()) {
            own.pause(full);
            paused.addAll(full);
            isFull = true;
        }
    }

    private void resume(RecordFetch own) {
        if (paused.isEmpty()) {
            return;
        }
        List<TopicPartition> roomy = new ArrayList<>(0);
        for (TopicPartition partition : paused) {
            PartitionBuffer buffer = reading.get(partition);
            if (buffer != null && buffer.bytesHeld() <= bytesPerPartition / 2) {
                roomy.add(partition);
            }
        }
        if (!roomy.isEmpty()) {
            own.resume(roomy);
            roomy.forEach(paused::remove);
            isFull = !paused.isEmpty();
        }
    }

    /** What was to be read isn't there: before the oldest record, behind the newest, or in another life of the topic. */
    private void outOfRange(RecordFetch own, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> earliest = session.calls().offsets(offsets.keySet(), OffsetSpec.earliest());
        offsets.forEach((partition, offset) -> {
            PartitionBuffer buffer = reading.get(partition);
            Long oldest = earliest.get(partition);
            if (buffer == null || oldest == null) {
                return;
            }
            if (offset < oldest) {
                session.allowLoss(buffer.log(), offset, oldest);
                buffer.moved(oldest);
                own.seek(partition, oldest);
            } else if (TopicChanges.logs(
                            session.calls().topics(session.settings().selection()))
                    .contains(buffer.log())) {
                throw Trouble.pastEnd(buffer.log(), offset);
            } else {
                // Another topic of the same name: the watch will find that out too, and decide.
                reading.remove(partition);
                paused.remove(partition);
                assign(own);
            }
        });
    }

    private void commit(RecordFetch own, boolean isLast) {
        long now = session.clock().nanoTime();
        if (!isLast && now < nextCommitNanos) {
            return;
        }
        Map<String, Position> positions = done.getAndSet(null);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (positions != null) {
            positions.forEach((log, position) -> {
                TopicLog parsed = TopicLog.parse(log);
                offsets.put(parsed.topicPartition(), position.toLong());
            });
        }
        own.commit(offsets, isLast);
        nextCommitNanos = now + COMMIT_INTERVAL_NANOS;
    }
}
