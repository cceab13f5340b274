package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.connector.Lag;
import dev.millrace.connector.kinesis.ShardBuffer.Taken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The fetch schedule of one shard: call, put into the buffer, wait as the limits demand; wait for room when the buffer
 * is full; give up when retries are. Runs on the reader's few threads, never on two at a time.
 */
final class ShardFetch implements ShardFeed {
    /** What a record is taken to weigh before any has been seen. */
    private static final long RECORD_BYTES_GUESS = 16 * 1024;

    private final FetchThreads threads;
    private final FetchPace pace;
    private final ShardCursor cursor;
    private final ShardBuffer buffer;
    private final Backoff backoff;
    private final String where;
    private final CompletableFuture<Void> firstReply = new CompletableFuture<>();
    private final AtomicBoolean waitsForRoom = new AtomicBoolean();
    private double recordBytes = RECORD_BYTES_GUESS;
    private boolean hasWeighed;

    ShardFetch(FetchThreads threads, FetchPace pace, ShardCursor cursor, ShardBuffer buffer, Trial trial) {
        this.threads = threads;
        this.pace = pace;
        this.cursor = cursor;
        this.buffer = buffer;
        this.backoff = trial.backoff();
        this.where = trial.where();
    }

    /** How often a shard is tried, and what it is called in messages. */
    record Trial(Backoff backoff, String where) {}

    /** Done when the shard has answered once, so that its position is known to be good; or has failed. */
    @Override
    public CompletableFuture<Void> firstReply() {
        return firstReply;
    }

    @Override
    public void start() {
        threads.schedule(0, this::fetch);
    }

    @Override
    public boolean hasNews() {
        return buffer.hasNews();
    }

    @Override
    public long available() {
        return buffer.available();
    }

    @Override
    public @Nullable News take(long recordsMax) {
        Taken taken = buffer.take(recordsMax);
        roomWasMade();
        return news(taken);
    }

    @Override
    public boolean isUnknownToBatches() {
        return buffer.isUnknownToBatches();
    }

    @Override
    public @Nullable News takeIdle(long freshMillis) {
        return news(buffer.takeIdle(freshMillis));
    }

    @Override
    public Lag lag() {
        return buffer.lag();
    }

    private static @Nullable News news(@Nullable Taken taken) {
        return taken == null
                ? null
                : new News(taken.from(), taken.until(), new FetchedSplit(taken.records()), taken.followers());
    }

    private void roomWasMade() {
        if (waitsForRoom.get() && hasRoom() && waitsForRoom.compareAndSet(true, false)) {
            threads.schedule(0, this::fetch);
        }
    }

    /** Ends what pushes to it. */
    @Override
    public void close() {
        pace.close();
    }

    private boolean hasRoom() {
        return buffer.bytesHeld() <= threads.bytesPerShard() / 2;
    }

    private void fetch() {
        try {
            if (!hasRoom()) {
                waitsForRoom.set(true);
                // It may have been made just before anybody knew that it was waited for.
                roomWasMade();
                return;
            }
            long began = threads.clock().nanoTime();
            Chunk chunk = cursor.next(recordsMax());
            long nanos = threads.clock().nanoTime() - began;
            if (!chunk.isNothingYet()) {
                backoff.succeeded();
                weigh(chunk);
                buffer.add(chunk);
                firstReply.complete(null);
            }
            if (!chunk.isLast()) {
                pace.then(chunk, nanos, this::fetch);
            }
        } catch (KinesisFault fault) {
            retry(fault);
        } catch (MillraceException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new MillraceException(
                    MillraceException.Kind.INTERNAL, where + ": fetching failed unexpectedly: " + e, e));
        }
    }

    private void retry(KinesisFault fault) {
        if (!fault.kind().isRetried) {
            fail(Trouble.refused(where, fault));
            return;
        }
        if (fault.kind() == KinesisFault.Kind.THROTTLED) {
            threads.throttled();
        }
        long now = threads.clock().nanoTime();
        long wait = backoff.failed(now);
        if (wait == Backoff.GIVE_UP) {
            fail(Trouble.gaveUp(where, fault, backoff.failures(), Duration.ofNanos(backoff.elapsedNanos(now))));
        } else {
            threads.schedule(wait, this::fetch);
        }
    }

    private void fail(MillraceException failure) {
        threads.failed(failure);
        firstReply.completeExceptionally(failure);
    }

    private int recordsMax() {
        double room = Math.max(0, threads.bytesPerShard() - buffer.bytesHeld());
        return (int) Math.max(1, Math.min(threads.settings().recordsPerFetchMax(), room / recordBytes));
    }

    private void weigh(Chunk chunk) {
        if (!chunk.records().isEmpty()) {
            double seen = (double) chunk.bytesHeld() / chunk.records().size();
            recordBytes = hasWeighed ? Math.max(seen, (3 * recordBytes + seen) / 4) : seen;
            hasWeighed = true;
        }
    }
}
