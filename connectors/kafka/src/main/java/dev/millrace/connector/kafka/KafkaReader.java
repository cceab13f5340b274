package dev.millrace.connector.kafka;

import dev.millrace.connector.Lag;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.connector.kafka.KafkaCalls.TopicInfo;
import dev.millrace.connector.kafka.PartitionBuffer.Taken;
import dev.millrace.connector.kafka.TopicWatch.News;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Open topics. Consumers fetch ahead on threads of their own; a batch takes what has come, fairly divided: one range and
 * one split for each partition that has moved.
 */
final class KafkaReader implements SourceReader<ConsumerRecord<byte[], byte[]>> {
    /** Partitions that moved without a record are noted so often, so that the group doesn't seem to lag behind. */
    private static final long NOTES_INTERVAL_NANOS = 10_000_000_000L;

    private final KafkaSession session;
    private final TopicSelection selection;
    private final String name;
    private final Runnable recordsCame;
    private final long partitionRecordsMin;
    private final long partitionRecordsMax;
    private final TopicWatch watch;
    private final List<FetchLoop> loops = new ArrayList<>();
    private String clusterId = "";

    /** Changed by the batch loop's thread alone; whoever asks for the lag reads it. */
    private final List<PartitionBuffer> buffers = new CopyOnWriteArrayList<>();

    // The batch loop's alone.
    private final Map<TopicLog, FetchLoop> loopOf = new HashMap<>();
    private final Set<TopicLog> gone = new HashSet<>();
    private long nextNotesNanos;
    private int turn;

    KafkaReader(KafkaSession session, SourceContext context) {
        FetchSettings fetch = session.settings().fetch();
        this.session = session;
        this.selection = session.settings().selection();
        this.name = context.sourceName();
        this.recordsCame = context::recordsCame;
        this.partitionRecordsMin = fetch.recordsPerBatchMin(context.batchInterval());
        this.partitionRecordsMax = fetch.recordsPerBatchMax(context.batchInterval());
        this.watch = new TopicWatch(session, name);
        this.nextNotesNanos = context.clock().nanoTime() + NOTES_INTERVAL_NANOS;
    }

    /** Connects; fails if there is no cluster. */
    KafkaReader open() {
        try {
            clusterId = session.calls().clusterId();
            return this;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The cluster; which life of a topic is read is said by the names of the logs. */
    @Override
    public String identity() {
        return "cluster " + clusterId;
    }

    @Override
    public Map<String, Position> initialPositions() {
        SortedMap<String, TopicInfo> listed = session.calls().topics(selection);
        requireSelected(listed);
        SortedSet<TopicLog> logs = TopicChanges.logs(listed);
        StartFinder finder = new StartFinder(session.calls(), session.where());
        Map<TopicPartition, Long> offsets = finder.find(
                logs.stream().map(TopicLog::topicPartition).toList(),
                session.settings().starting());
        Map<String, Position> positions = new TreeMap<>();
        for (TopicLog log : logs) {
            Long offset = offsets.get(log.topicPartition());
            if (offset != null) {
                positions.put(log.name(), Position.ofLong(offset));
            }
        }
        return positions;
    }

    private void requireSelected(SortedMap<String, TopicInfo> listed) {
        Set<String> missing = new TreeSet<>(selection.topics());
        missing.removeAll(listed.keySet());
        if (!missing.isEmpty()) {
            throw Trouble.noSuchTopics(session.where(), missing);
        }
        if (selection instanceof TopicSelection.Partitions wanted) {
            Set<TopicPartition> absent = new HashSet<>(wanted.partitions());
            TopicChanges.logs(listed).forEach(log -> absent.remove(log.topicPartition()));
            if (!absent.isEmpty()) {
                throw Trouble.noSuchPartitions(session.where(), absent.toString());
            }
        }
    }

    @Override
    public void start(Map<String, Position> positions) {
        SortedSet<TopicLog> listed = TopicChanges.logs(session.calls().topics(selection));
        SortedMap<TopicLog, Long> begin = new TreeMap<>();
        positions.forEach((log, position) -> {
            TopicLog parsed = TopicLog.parse(log);
            if (listed.contains(parsed)) {
                begin.put(parsed, position.toLong());
            } else if (selection.has(parsed.topic(), parsed.partition())) {
                gone.add(parsed);
            }
        });
        if (!gone.isEmpty() && session.settings().onLoss() == LossPolicy.FAIL) {
            throw Trouble.gone(new TreeSet<>(gone));
        }
        Map<TopicPartition, Long> earliest = session.calls()
                .offsets(listed.stream().map(TopicLog::topicPartition).toList(), OffsetSpec.earliest());
        for (TopicLog log : listed) {
            Long oldest = earliest.get(log.topicPartition());
            if (oldest != null && begin.getOrDefault(log, oldest) < oldest) {
                session.allowLoss(log, begin.getOrDefault(log, oldest), oldest);
            }
        }
        addLoops();
        begin(begin, earliest);
        SortedMap<TopicLog, Long> unknown = new TreeMap<>();
        for (TopicLog log : listed) {
            Long oldest = earliest.get(log.topicPartition());
            if (!begin.containsKey(log) && oldest != null) {
                unknown.put(log, oldest);
            }
        }
        begin(unknown, earliest);
        watch.start(loopOf.keySet());
    }

    private void addLoops() {
        for (int i = 0; i < session.settings().fetch().consumers(); i++) {
            loops.add(new FetchLoop(session, name + "-" + (i + 1)));
        }
    }

    /** What is gone before the oldest record was allowed to be: the range then reaches from the position over the gap. */
    private void begin(SortedMap<TopicLog, Long> from, Map<TopicPartition, Long> earliest) {
        Map<FetchLoop, List<PartitionBuffer>> added = new HashMap<>();
        from.forEach((log, offset) -> {
            PartitionBuffer buffer = new PartitionBuffer(log, offset, recordsCame);
            buffer.moved(Math.max(offset, earliest.getOrDefault(log.topicPartition(), 0L)));
            FetchLoop loop = loops.get(loopOf.size() % loops.size());
            loopOf.put(log, loop);
            buffers.add(buffer);
            added.computeIfAbsent(loop, key -> new ArrayList<>()).add(buffer);
        });
        long bytes = session.settings().fetch().bufferedBytesMax() / Math.max(1, buffers.size());
        loops.forEach(loop -> loop.limit(bytes));
        added.forEach(FetchLoop::read);
    }

    @Override
    public SourceBatch<ConsumerRecord<byte[], byte[]>> poll(long recordsMax) {
        session.check();
        News news = watch.take();
        if (news != null) {
            drop(news.gone());
            begin(news.added(), Map.of());
        }
        boolean isTimeForNotes = isTimeForNotes();
        List<PartitionBuffer> ready = new ArrayList<>(0);
        for (PartitionBuffer buffer : buffers) {
            if (buffer.available() > 0 || (isTimeForNotes && buffer.hasMovedAlone())) {
                ready.add(buffer);
            }
        }
        return ready.isEmpty() ? SourceBatch.empty() : take(ready, recordsMax);
    }

    private boolean isTimeForNotes() {
        long now = session.clock().nanoTime();
        if (now < nextNotesNanos) {
            return false;
        }
        nextNotesNanos = now + NOTES_INTERVAL_NANOS;
        return true;
    }

    private SourceBatch<ConsumerRecord<byte[], byte[]>> take(List<PartitionBuffer> ready, long recordsMax) {
        long[] available = new long[ready.size()];
        for (int i = 0; i < available.length; i++) {
            available[i] = ready.get(i).available();
        }
        long[] shares = Shares.of(available, recordsMax, partitionRecordsMin, partitionRecordsMax, turn++);
        List<LogRange> ranges = new ArrayList<>(available.length);
        List<Split<ConsumerRecord<byte[], byte[]>>> splits = new ArrayList<>(available.length);
        for (int i = 0; i < available.length; i++) {
            PartitionBuffer buffer = ready.get(i);
            Taken taken = buffer.take(shares[i]);
            if (taken != null) {
                ranges.add(new LogRange(
                        buffer.log().name(), Position.ofLong(taken.from()), Position.ofLong(taken.until())));
                splits.add(new FetchedSplit(session, buffer.log(), taken));
            }
        }
        loops.forEach(FetchLoop::roomWasMade);
        return ranges.isEmpty() ? SourceBatch.empty() : new SourceBatch<>(ranges, splits);
    }

    private void drop(Set<TopicLog> dropped) {
        if (dropped.isEmpty()) {
            return;
        }
        gone.addAll(dropped);
        Map<FetchLoop, Set<TopicPartition>> byLoop = new HashMap<>();
        for (PartitionBuffer buffer : buffers) {
            FetchLoop loop = dropped.contains(buffer.log()) ? loopOf.remove(buffer.log()) : null;
            if (loop != null) {
                byLoop.computeIfAbsent(loop, key -> new HashSet<>())
                        .add(buffer.log().topicPartition());
                session.countLoss(buffer.log(), buffer.taken(), buffer.reached());
            }
        }
        buffers.removeIf(buffer -> dropped.contains(buffer.log()));
        byLoop.forEach(FetchLoop::drop);
    }

    @Override
    public List<Split<ConsumerRecord<byte[], byte[]>>> replay(List<LogRange> ranges) {
        List<Split<ConsumerRecord<byte[], byte[]>>> splits = new ArrayList<>();
        for (LogRange range : ranges) {
            TopicLog log = TopicLog.parse(range.log());
            long from = range.from().toLong();
            long until = range.until().toLong();
            if (gone.contains(log)) {
                session.countLoss(log, from, until);
                from = until;
            }
            splits.add(new RangeSplit(session, log, new OffsetRange(log.topic(), log.partition(), from, until)));
        }
        return splits;
    }

    @Override
    public void committed(Map<String, Position> positions) {
        if (!loops.isEmpty() && session.settings().client().group() != null) {
            loops.get(0).committed(positions);
        }
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return gone.contains(TopicLog.parse(log));
    }

    @Override
    public Map<String, Lag> lag() {
        Map<String, Lag> lag = new TreeMap<>();
        for (PartitionBuffer buffer : buffers) {
            lag.put(buffer.log().name(), new Lag(-1, buffer.behind(), -1));
        }
        return lag;
    }

    @Override
    public long lost() {
        return session.lost();
    }

    @Override
    public void close() {
        session.stopWaiting();
        loops.forEach(FetchLoop::close);
        watch.close();
        session.close();
    }
}
