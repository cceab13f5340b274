package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.connector.Lag;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.connector.kinesis.InitialPosition.AfterSequenceNumbers;
import dev.millrace.connector.kinesis.RangeSplit.Range;
import dev.millrace.connector.kinesis.ShardFeed.News;
import dev.millrace.connector.kinesis.ShardLineage.Progress;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An open Kinesis stream. Shards are fetched ahead on a few threads; a batch takes what has come, fairly divided. A
 * child shard is fetched once the ends of its parents have been given to a batch, so its records come in a later one:
 * a batch's splits run side by side, and that is how the order of a key's records survives resharding.
 */
final class KinesisReader implements SourceReader<KinesisRecord> {
    private static final long NOTES_PER_RETENTION = 24;

    private final KinesisSession session;
    private final @Nullable LeaseTable table;
    private final FetchThreads threads;
    private final StreamWatch watch;
    private final String where;
    private final boolean inTasks;
    private final Runnable recordsCame;

    /** Changed by the batch loop's thread alone; whoever asks for the lag reads it. */
    private final ConcurrentSkipListMap<String, ShardFeed> reading = new ConcurrentSkipListMap<>();

    // The batch loop's alone.
    private final Map<String, ShardInfo> shards = new TreeMap<>();
    private final Map<String, Progress> progress = new HashMap<>();
    private final List<ShardFeed> unknownToBatches = new ArrayList<>();
    private long nextNotesMillis;
    private int turn;

    /**
     * {@code table} is null where positions are told to nobody.
     *
     * @param inTasks whether tasks read the shards, at the behest of a {@link TaskReader}, instead of threads of this one
     */
    KinesisReader(KinesisSession session, @Nullable LeaseTable table, boolean inTasks, Runnable recordsCame) {
        this.recordsCame = recordsCame;
        this.session = session;
        this.table = table;
        this.inTasks = inTasks;
        StreamName stream = session.settings().stream();
        this.where = Trouble.stream(stream);
        this.threads = new FetchThreads(stream.shortName(), session.settings().fetch(), session.clock());
        this.watch = new StreamWatch(session, threads, where);
    }

    /** Connects; fails if there is no such stream. */
    KinesisReader open() {
        try {
            watch.open();
            FanOut fanOut = session.fanOut();
            if (fanOut != null) {
                fanOut.open(session.retry(), where, watch.stream().arn());
            }
            if (table != null) {
                table.open(session.retry());
            }
            return this;
        } catch (InterruptedException e) {
            close();
            throw interrupted(e);
        } catch (MillraceException e) {
            close();
            throw e;
        }
    }

    @Override
    public String identity() {
        return watch.stream().identity();
    }

    @Override
    public Map<String, Position> initialPositions() {
        InitialPosition told = session.settings().initialPosition();
        InitialPosition initial = told instanceof AfterSequenceNumbers after ? after.others() : told;
        Map<String, Lease> leases = new HashMap<>();
        if (told instanceof AfterSequenceNumbers after) {
            leases.putAll(after.leases());
        }
        if (table != null) {
            leases.putAll(table.known());
        }
        try {
            watch.requireHeld(initial);
            List<ShardInfo> listed =
                    session.retry().call(where, () -> session.calls().shards(initial));
            StartFinder finder = new StartFinder(
                    session.calls(), session.retry(), session.settings().fetch());
            Map<String, Position> positions = new TreeMap<>();
            SortedSet<String> roots = ShardLineage.roots(listed);
            if (!leases.isEmpty()) {
                List<ShardInfo> all =
                        session.retry().call(where, () -> session.calls().shards(InitialPosition.trimHorizon()));
                if (told instanceof AfterSequenceNumbers after) {
                    requireListed(after, all);
                }
                LeasePositions begun =
                        LeasePositions.of(leases, all, roots, session.calls().serviceMillis());
                begun.known().forEach((shard, place) -> positions.put(shard, place.encode()));
                roots = begun.unknown();
            }
            Map<String, CompletableFuture<Position>> found = new TreeMap<>();
            for (String root : roots) {
                found.put(
                        root,
                        threads.call(
                                () -> finder.find(whereIs(root), root, initial).encode()));
            }
            for (Map.Entry<String, CompletableFuture<Position>> entry : found.entrySet()) {
                positions.put(entry.getKey(), await(entry.getValue()));
            }
            return positions;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What follows a record can't be told where its shard is gone. */
    private void requireListed(AfterSequenceNumbers after, List<ShardInfo> listed) {
        SortedSet<String> gone = new TreeSet<>(after.processed().keySet());
        listed.forEach(shard -> gone.remove(shard.id()));
        if (!gone.isEmpty()) {
            throw Trouble.noSuchShards(where, String.join(", ", gone));
        }
    }

    @Override
    public void start(Map<String, Position> positions) {
        Map<String, ShardPosition> begun = new TreeMap<>();
        positions.forEach((shard, position) -> begun.put(shard, ShardPosition.decode(position)));
        begun.forEach((shard, place) -> progress.put(shard, place instanceof End ? Progress.ENDED : Progress.READING));
        try {
            list(session.retry().call(where, () -> session.calls().shards(InitialPosition.trimHorizon())));
            SortedSet<String> lost = ShardLineage.lost(shards.values(), progress);
            if (!lost.isEmpty()) {
                throw Trouble.lostShards(where, String.join(", ", lost), watch.stream());
            }
            for (String shard : ShardLineage.readable(shards.values(), progress)) {
                ShardPosition known = begun.get(shard);
                startShard(shard, known == null ? childStart(shard, begun) : known, known == null);
            }
            for (ShardFeed feed : reading.values()) {
                await(feed.firstReply());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        watch.start();
    }

    @Override
    public SourceBatch<KinesisRecord> poll(long recordsMax) {
        threads.check();
        List<ShardInfo> listing = watch.takeListing();
        if (listing != null) {
            list(listing);
            startReadable();
        }
        Map<String, News> taken = new TreeMap<>();
        takeNews(recordsMax, taken);
        takeNotes(taken);
        if (taken.isEmpty()) {
            return SourceBatch.empty();
        }
        List<LogRange> ranges = new ArrayList<>();
        List<Split<KinesisRecord>> splits = new ArrayList<>();
        boolean hasEnds = false;
        for (Map.Entry<String, News> entry : taken.entrySet()) {
            String shard = entry.getKey();
            News part = entry.getValue();
            ranges.add(new LogRange(shard, part.from().encode(), part.until().encode()));
            if (new Range(part.from(), part.until()).mayHoldRecords()) {
                splits.add(part.split());
            }
            if (part.until() instanceof End) {
                hasEnds = true;
                progress.put(shard, Progress.ENDED);
                reading.remove(shard);
                part.followers().forEach(other -> shards.putIfAbsent(other.id(), other));
            }
        }
        if (hasEnds) {
            startReadable();
        }
        return new SourceBatch<>(ranges, splits);
    }

    @Override
    public List<Split<KinesisRecord>> replay(List<LogRange> ranges) {
        List<Split<KinesisRecord>> splits = new ArrayList<>();
        for (LogRange logRange : ranges) {
            Range range = new Range(ShardPosition.decode(logRange.from()), ShardPosition.decode(logRange.until()));
            if (range.mayHoldRecords()) {
                ShardInfo shard = shards.get(logRange.log());
                if (shard == null) {
                    throw Trouble.lostShards(where, logRange.log(), watch.stream());
                }
                splits.add(rangeSplit(shard, range));
            }
        }
        return splits;
    }

    @Override
    public void committed(Map<String, Position> positions) {
        if (table != null) {
            table.tell(positions);
        }
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return ShardPosition.decode(position) instanceof End
                && ShardLineage.isForgotten(log, shards.values(), progress);
    }

    @Override
    public Map<String, Lag> lag() {
        Map<String, Lag> lag = new TreeMap<>();
        reading.forEach((shard, feed) -> lag.put(shard, feed.lag()));
        return lag;
    }

    @Override
    public void close() {
        session.stopWaiting();
        reading.values().forEach(ShardFeed::close);
        threads.close();
        if (table != null) {
            table.close();
        }
        session.close();
    }

    private void takeNews(long recordsMax, Map<String, News> taken) {
        List<String> ready = new ArrayList<>(0);
        for (Map.Entry<String, ShardFeed> entry : reading.entrySet()) {
            if (entry.getValue().hasNews()) {
                ready.add(entry.getKey());
            }
        }
        if (ready.isEmpty()) {
            return;
        }
        long[] available = new long[ready.size()];
        for (int i = 0; i < available.length; i++) {
            available[i] = feed(ready.get(i)).available();
        }
        long[] shares = FairShare.of(available, recordsMax, turn++);
        for (int i = 0; i < shares.length; i++) {
            News part = feed(ready.get(i)).take(shares[i]);
            if (part != null) {
                taken.put(ready.get(i), part);
            }
        }
    }

    /** Shards without records move on in the checkpoint now and then, lest their positions look expired one day. */
    private void takeNotes(Map<String, News> taken) {
        if (!unknownToBatches.isEmpty()) {
            unknownToBatches.removeIf(feed -> !feed.isUnknownToBatches());
        }
        long now = session.clock().millis();
        boolean isTime = now >= nextNotesMillis;
        if (!isTime && unknownToBatches.isEmpty()) {
            return;
        }
        long freshMillis = watch.stream().retention().toMillis() / NOTES_PER_RETENTION;
        if (isTime) {
            nextNotesMillis = now + freshMillis / 4;
        }
        for (Map.Entry<String, ShardFeed> entry : reading.entrySet()) {
            ShardFeed feed = entry.getValue();
            News note = taken.containsKey(entry.getKey()) || !(isTime || feed.isUnknownToBatches())
                    ? null
                    : feed.takeIdle(freshMillis);
            if (note != null) {
                taken.put(entry.getKey(), note);
            }
        }
    }

    private void list(List<ShardInfo> listed) {
        Map<String, ShardInfo> byId = new HashMap<>();
        listed.forEach(shard -> byId.put(shard.id(), shard));
        shards.keySet().removeIf(shard -> !byId.containsKey(shard) && progress.get(shard) == Progress.ENDED);
        shards.putAll(byId);
    }

    private void startReadable() {
        Collection<String> readable = ShardLineage.readable(shards.values(), progress);
        for (String shard : readable) {
            if (!reading.containsKey(shard)) {
                startShard(shard, new Start(0, session.calls().serviceMillis()), true);
            }
        }
    }

    private void startShard(String id, ShardPosition from, boolean isUnknown) {
        ShardInfo shard = shards.get(id);
        if (shard == null) {
            throw new MillraceException(MillraceException.Kind.INTERNAL, whereIs(id) + " is not listed");
        }
        if (table != null) {
            table.learn(shard);
        }
        ShardFeed feed = inTasks
                ? new ShardReads(toRead(shard), from, isUnknown, range -> rangeSplit(shard, range))
                : fetch(shard, from, isUnknown);
        progress.put(id, Progress.READING);
        reading.put(id, feed);
        if (isUnknown) {
            unknownToBatches.add(feed);
        }
        threads.divideAmong(reading.size());
        feed.start();
    }

    private ShardFetch fetch(ShardInfo shard, ShardPosition from, boolean isUnknown) {
        FanOut fanOut = session.fanOut();
        PushedShard pushed = fanOut == null ? null : new PushedShard(session.calls(), fanOut, threads);
        ShardCursor cursor =
                new ShardCursor(pushed == null ? session.calls() : pushed, watch::stream, toRead(shard), from);
        return new ShardFetch(
                threads,
                pushed == null ? FetchPace.polling(threads) : pushed,
                cursor,
                new ShardBuffer(from, isUnknown, recordsCame),
                new ShardFetch.Trial(session.retry().backoff(), whereIs(shard.id())));
    }

    private RangeSplit rangeSplit(ShardInfo shard, Range range) {
        return new RangeSplit(session, watch.stream(), toRead(shard), range);
    }

    /** Nothing of a shard was there before the last that is known of its parents. */
    private ShardPosition childStart(String id, Map<String, ShardPosition> begun) {
        long known = Long.MAX_VALUE;
        ShardInfo shard = shards.get(id);
        for (String parent : shard == null ? List.<String>of() : shard.parents()) {
            ShardPosition end = begun.get(parent);
            known = end == null ? known : Math.min(known, end.knownMillis());
        }
        return new Start(0, known == Long.MAX_VALUE ? session.calls().serviceMillis() : known);
    }

    private ShardToRead toRead(ShardInfo shard) {
        return new ShardToRead(
                session.settings().stream(), shard, session.settings().keepStrays());
    }

    private ShardFeed feed(String shard) {
        return java.util.Objects.requireNonNull(reading.get(shard));
    }

    /** What comes of the shards that are read now. */
    Collection<ShardFeed> feeds() {
        return reading.values();
    }

    /** What is known of the stream. */
    StreamInfo stream() {
        return watch.stream();
    }

    private String whereIs(String shard) {
        return Trouble.shard(session.settings().stream(), shard);
    }

    private static <V> V await(CompletableFuture<V> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException failure) {
                throw failure;
            }
            throw new MillraceException(
                    MillraceException.Kind.INTERNAL,
                    "starting to read failed unexpectedly: " + e.getCause(),
                    e.getCause());
        }
    }

    private MillraceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new MillraceException(
                MillraceException.Kind.EXTERNAL_SYSTEM, where + ": waiting for the service was interrupted.", e);
    }
}
