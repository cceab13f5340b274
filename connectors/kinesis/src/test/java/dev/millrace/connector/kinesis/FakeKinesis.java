package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.connector.kinesis.KinesisFault.Kind;
import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A stream in memory whose time, trimming and faults a test decides. For what a real server can't be made to do at will;
 * how the service behaves otherwise is tested against one.
 */
final class FakeKinesis implements KinesisCalls {
    private static final int PER_CALL_MAX = 10_000;

    private final Map<String, FakeShard> shards = new TreeMap<>();
    private final Map<String, Deque<Kind>> faults = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private long now = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
    private Instant created = Instant.parse("2026-01-01T00:00:00Z");
    private String status = "ACTIVE";
    private Duration retention = Duration.ofHours(24);
    private long nextSequence = 1_000;
    private long seemsAheadMillis;
    private int iteratorGeneration;
    private int emptyReplies;
    private boolean namesChildren = true;

    private static final class FakeShard {
        final ShardInfo info;
        final List<RawRecord> records = new ArrayList<>();
        final List<String> children = new ArrayList<>();
        int trimmed;
        boolean closed;

        FakeShard(ShardInfo info) {
            this.info = info;
        }
    }

    FakeKinesis(int shardCount) {
        for (int i = 0; i < shardCount; i++) {
            add(HashRange.ALL, List.of());
        }
    }

    static String id(int number) {
        return String.format("shardId-%012d", number);
    }

    synchronized String put(int shard, String value) {
        return put(shard, value.getBytes(UTF_8));
    }

    synchronized String put(int shard, byte[] data) {
        String number = "4959" + nextSequence++;
        shard(id(shard)).records.add(new RawRecord(number, "key", Instant.ofEpochMilli(now), "NONE", data));
        return number;
    }

    /** Closes the shards and adds others that follow them. */
    synchronized void reshard(List<Integer> from, int children) {
        List<String> parents = from.stream().map(FakeKinesis::id).toList();
        for (int i = 0; i < children; i++) {
            String child = add(HashRange.ALL, parents);
            parents.forEach(parent -> shard(parent).children.add(child));
        }
        parents.forEach(parent -> shard(parent).closed = true);
    }

    synchronized void holdOnly(int shard, HashRange hashes) {
        FakeShard old = shard(id(shard));
        shards.put(id(shard), new FakeShard(new ShardInfo(id(shard), old.info.parents(), hashes)));
    }

    /** The oldest records of a shard are gone. */
    synchronized void trim(int shard, int records) {
        shard(id(shard)).trimmed += records;
    }

    synchronized void expireShard(int shard) {
        shards.remove(id(shard));
    }

    synchronized void recreate() {
        created = created.plusSeconds(60);
        iteratorGeneration++;
        for (FakeShard shard : shards.values()) {
            shard.records.clear();
        }
    }

    synchronized void status(String newStatus) {
        status = newStatus;
    }

    synchronized void pass(Duration time) {
        now += time.toMillis();
    }

    /** How far the service's clock is taken to be ahead of what it is. */
    synchronized void serviceSeems(Duration ahead) {
        seemsAheadMillis = ahead.toMillis();
    }

    synchronized void expireIterators() {
        iteratorGeneration++;
    }

    /** The next calls of this operation fail. */
    synchronized void fail(String operation, Kind kind, int times) {
        Deque<Kind> queue = faults.computeIfAbsent(operation, name -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            queue.add(kind);
        }
    }

    /** The next replies hold nothing, though there is something. */
    synchronized void replyEmpty(int times) {
        emptyReplies = times;
    }

    /** As some imitations of the service do. */
    synchronized void forgetToNameChildren() {
        namesChildren = false;
    }

    synchronized ShardInfo shardInfo(int shard) {
        return shard(id(shard)).info;
    }

    synchronized long count(String operation) {
        return calls.stream().filter(operation::equals).count();
    }

    @Override
    public synchronized StreamInfo describe() throws KinesisFault {
        called("DescribeStreamSummary");
        return info();
    }

    StreamInfo info() {
        return new StreamInfo("arn:aws:kinesis:us-east-1:123456789012:stream/clicks", created, status, retention);
    }

    @Override
    public synchronized List<ShardInfo> shards(InitialPosition from) throws KinesisFault {
        called("ListShards");
        return shards.values().stream()
                .filter(shard -> !shard.closed || !(from instanceof InitialPosition.Latest))
                .map(shard -> shard.info)
                .toList();
    }

    @Override
    public synchronized String iterator(String shardId, ShardPosition position) throws KinesisFault {
        called("GetShardIterator");
        FakeShard shard = shards.get(shardId);
        if (shard == null) {
            throw new KinesisFault(Kind.NOT_FOUND, "GetShardIterator", "Shard " + shardId + " does not exist", null);
        }
        int index = shard.trimmed;
        while (index < shard.records.size() && isBefore(shard.records.get(index), position)) {
            index++;
        }
        if (position instanceof Start start && start.timestampMillis() > now) {
            throw new KinesisFault(Kind.INVALID, "GetShardIterator", "The timestamp is in the future", null);
        }
        return iteratorGeneration + ":" + shardId + ":" + index;
    }

    private static boolean isBefore(RawRecord record, ShardPosition position) {
        return position instanceof At at
                ? ShardPosition.compareSequence(record.sequenceNumber(), at.sequenceNumber()) < 0
                : record.arrival().toEpochMilli() < ((Start) position).timestampMillis();
    }

    @Override
    public synchronized FetchReply records(String iterator, int recordsMax) throws KinesisFault {
        called("GetRecords");
        String[] parts = iterator.split(":", -1);
        if (Integer.parseInt(parts[0]) != iteratorGeneration) {
            throw new KinesisFault(Kind.EXPIRED_ITERATOR, "GetRecords", "Iterator expired", null);
        }
        FakeShard shard = shards.get(parts[1]);
        if (shard == null) {
            throw new KinesisFault(Kind.NOT_FOUND, "GetRecords", "Shard " + parts[1] + " does not exist", null);
        }
        // Like the service: what has been trimmed meanwhile is silently jumped over.
        int from = Math.max(Integer.parseInt(parts[2]), shard.trimmed);
        int until = Math.min(shard.records.size(), from + Math.min(recordsMax, PER_CALL_MAX));
        if (emptyReplies > 0) {
            emptyReplies--;
            until = from;
        }
        List<RawRecord> records = List.copyOf(shard.records.subList(from, until));
        boolean isDrained = shard.closed && until == shard.records.size();
        long behind = until == shard.records.size()
                ? 0
                : Math.max(1, now - shard.records.get(until).arrival().toEpochMilli());
        List<ShardInfo> children = !isDrained || !namesChildren
                ? List.of()
                : shard.children.stream().map(child -> shard(child).info).toList();
        return new FetchReply(records, isDrained ? null : parts[0] + ":" + parts[1] + ":" + until, behind, children);
    }

    @Override
    public synchronized long serviceMillis() {
        return now + seemsAheadMillis;
    }

    @Override
    public void close() {}

    private String add(HashRange hashes, List<String> parents) {
        String id = id(shards.size());
        shards.put(id, new FakeShard(new ShardInfo(id, parents, hashes)));
        return id;
    }

    private FakeShard shard(String id) {
        return Objects.requireNonNull(shards.get(id), id);
    }

    private void called(String operation) throws KinesisFault {
        calls.add(operation);
        Deque<Kind> queue = faults.get(operation);
        Kind kind = queue == null ? null : queue.poll();
        if (kind != null) {
            throw new KinesisFault(kind, operation, "a test wants it", null);
        }
    }
}
