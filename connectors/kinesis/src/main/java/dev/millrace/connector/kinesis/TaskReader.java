package dev.millrace.connector.kinesis;

import dev.millrace.connector.Lag;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.OpenReader;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Position;
import dev.millrace.connector.Reading;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An open Kinesis stream whose shards are read by tasks: says which, from where and how far. The batch loop's thread. */
final class TaskReader implements OpenReader<KinesisRecord, ShardRead.Result> {
    private final KinesisReader reader;
    private final KinesisSession session;
    private final long readingNanosMax;
    private final List<ShardReads> asked = new ArrayList<>();
    private final TaskSessions.Lease lease;
    private int turn;

    /** @param batchInterval of which a task that finds a shard behind reads on for half at most */
    TaskReader(KinesisReader reader, KinesisSession session, Duration batchInterval) {
        this.reader = reader;
        this.session = session;
        this.readingNanosMax = batchInterval.toNanos() / 2;
        this.lease = TaskSessions.ofThisProcess().join(session);
    }

    @Override
    public List<OpenSplit<KinesisRecord, ShardRead.Result>> toRead(long recordsMax) {
        asked.clear();
        long now = session.clock().nanoTime();
        List<ShardReads> due = new ArrayList<>();
        for (ShardFeed feed : reader.feeds()) {
            if (feed instanceof ShardReads shard && shard.isDue(now)) {
                due.add(shard);
            }
        }
        long[] wanted =
                due.stream().mapToLong(shard -> shard.wanted(recordsMax)).toArray();
        long[] shares = FairShare.of(wanted, recordsMax, turn++);
        long bytesMax = session.settings().fetch().bufferedBytesMax() / Math.max(1, due.size());
        List<OpenSplit<KinesisRecord, ShardRead.Result>> splits = new ArrayList<>(due.size());
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                ShardReads shard = due.get(i);
                asked.add(shard);
                ShardRead.Limits limits = new ShardRead.Limits(shares[i], bytesMax, readingNanosMax);
                splits.add(new ShardRead(session.key(), reader.stream(), shard.shard(), shard.readsFrom(), limits));
            }
        }
        return splits;
    }

    @Override
    public void wasRead(List<Reading<KinesisRecord, ShardRead.Result>> readings) {
        long now = session.clock().nanoTime();
        for (int i = 0; i < readings.size(); i++) {
            asked.get(i).wasRead(readings.get(i), now);
        }
    }

    @Override
    public String identity() {
        return reader.identity();
    }

    @Override
    public Map<String, Position> initialPositions() {
        return reader.initialPositions();
    }

    @Override
    public void start(Map<String, Position> positions) {
        reader.start(positions);
    }

    @Override
    public SourceBatch<KinesisRecord> poll(long recordsMax) {
        return reader.poll(recordsMax);
    }

    @Override
    public List<Split<KinesisRecord>> replay(List<LogRange> ranges) {
        return reader.replay(ranges);
    }

    @Override
    public void committed(Map<String, Position> positions) {
        reader.committed(positions);
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return reader.isForgotten(log, position);
    }

    @Override
    public Map<String, Lag> lag() {
        return reader.lag();
    }

    @Override
    public void close() {
        session.stopWaiting();
        lease.close();
        reader.close();
        TaskSessions.ofThisProcess().forget(session.key());
    }
}
