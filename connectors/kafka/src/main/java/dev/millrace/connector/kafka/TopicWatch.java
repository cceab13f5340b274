package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.connector.kafka.KafkaCalls.TopicInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time which partitions there are, in a thread of its own: for new ones, for some that are gone, for
 * such as nobody leads, and for a cluster that doesn't answer any more.
 */
final class TopicWatch implements AutoCloseable {
    private static final long CLOSE_MILLIS = 3_000;

    private final KafkaSession session;
    private final Thread thread;
    private final AtomicReference<@Nullable News> news = new AtomicReference<>();

    // The thread's alone, once it runs.
    private final SortedSet<TopicLog> known = new TreeSet<>();
    private Set<TopicLog> goneLastTime = Set.of();
    private final Map<TopicLog, Long> leaderlessSinceNanos = new HashMap<>();

    TopicWatch(KafkaSession session, String name) {
        this.session = session;
        this.thread = new Thread(this::run, "millrace-kafka-" + name + "-topics");
        thread.setDaemon(true);
    }

    /** New partitions with where they begin, and those that are gone. */
    record News(SortedMap<TopicLog, Long> added, Set<TopicLog> gone) {}

    void start(Set<TopicLog> read) {
        known.addAll(read);
        thread.start();
    }

    /** What was found since the last call. Any thread. */
    @Nullable
    News take() {
        return news.get() == null ? null : news.getAndSet(null);
    }

    @Override
    public void close() {
        if (!thread.isAlive()) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long interval = session.settings().fetch().discovery().toNanos();
        try {
            while (!session.awaitClosed(interval)) {
                look();
            }
        } catch (InterruptedException e) {
            session.failed(Trouble.interrupted(session.where(), e));
        } catch (MillraceException e) {
            session.failed(e);
        } catch (RuntimeException | Error e) {
            session.failed(new MillraceException(
                    MillraceException.Kind.INTERNAL, session.where() + ": looking for topics failed: " + e, e));
        }
    }

    private void look() {
        SortedMap<String, TopicInfo> listed =
                session.calls().topics(session.settings().selection());
        TopicChanges changes = TopicChanges.between(known, listed);
        // One answer may come from a broker that doesn't know yet.
        SortedSet<TopicLog> gone = new TreeSet<>(changes.gone());
        gone.retainAll(goneLastTime);
        goneLastTime = Set.copyOf(changes.gone());
        if (!gone.isEmpty() && session.settings().onLoss() == LossPolicy.FAIL) {
            throw Trouble.gone(gone);
        }
        SortedMap<TopicLog, Long> added = begin(changes);
        if (!added.isEmpty() || !gone.isEmpty()) {
            known.addAll(added.keySet());
            known.removeAll(gone);
            News found = new News(added, gone);
            news.accumulateAndGet(found, TopicWatch::merge);
        }
        checkLeaders(listed);
    }

    /** A topic that was made again is read once the one before it is known to be gone. */
    private SortedMap<TopicLog, Long> begin(TopicChanges changes) {
        Set<String> unclear = new TreeSet<>();
        goneLastTime.forEach(log -> unclear.add(log.topic()));
        List<TopicLog> clear = new ArrayList<>(changes.added());
        clear.removeIf(log -> unclear.contains(log.topic()) && !isGoneForGood(log.topic()));
        Map<TopicPartition, Long> offsets = session.calls()
                .offsets(clear.stream().map(TopicLog::topicPartition).toList(), OffsetSpec.earliest());
        SortedMap<TopicLog, Long> added = new TreeMap<>();
        clear.forEach(log -> {
            Long offset = offsets.get(log.topicPartition());
            if (offset != null) {
                added.put(log, offset);
            }
        });
        return added;
    }

    private boolean isGoneForGood(String topic) {
        return known.stream().noneMatch(log -> log.topic().equals(topic));
    }

    private void checkLeaders(SortedMap<String, TopicInfo> listed) {
        long now = session.clock().nanoTime();
        Set<TopicLog> leaderless = new TreeSet<>();
        listed.forEach((topic, info) -> info.leaderless()
                .forEach(partition ->
                        leaderless.add(new TopicLog(topic, partition, info.id().toString()))));
        leaderlessSinceNanos.keySet().retainAll(leaderless);
        leaderless.forEach(log -> leaderlessSinceNanos.putIfAbsent(log, now));
        Duration allowed = session.settings().retryTime();
        leaderlessSinceNanos.forEach((log, since) -> {
            if (now - since > allowed.toNanos()) {
                throw Trouble.leaderless(session.where(), leaderless, Duration.ofNanos(now - since));
            }
        });
    }

    private static News merge(@Nullable News before, News after) {
        if (before == null) {
            return after;
        }
        SortedMap<TopicLog, Long> added = new TreeMap<>(before.added());
        added.keySet().removeAll(after.gone());
        added.putAll(after.added());
        Set<TopicLog> gone = new TreeSet<>(before.gone());
        gone.addAll(after.gone());
        return new News(added, gone);
    }
}
