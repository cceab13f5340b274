package dev.millrace.connector.kinesis;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

/**
 * A shard that is pushed by enhanced fan-out, in the form of calls: an iterator is a subscription, and records are what it
 * has pushed. Calls don't wait; that there is something is told by the pace. One fetch at a time.
 */
final class PushedShard implements KinesisCalls, FetchPace {
    private static final String OPERATION = "SubscribeToShard";

    private final KinesisCalls others;
    private final FanOut fanOut;
    private final FetchThreads threads;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private volatile @Nullable FanOutSubscription subscription;
    private volatile boolean isClosed;
    private String shard = "";
    private @Nullable ShardPosition from;
    private @Nullable String continuation;

    PushedShard(KinesisCalls others, FanOut fanOut, FetchThreads threads) {
        this.others = others;
        this.fanOut = fanOut;
        this.threads = threads;
    }

    @Override
    public StreamInfo describe() throws KinesisFault {
        return others.describe();
    }

    @Override
    public List<ShardInfo> shards(InitialPosition initial) throws KinesisFault {
        return others.shards(initial);
    }

    @Override
    public long serviceMillis() {
        return others.serviceMillis();
    }

    @Override
    public String iterator(String shardId, ShardPosition position) {
        end();
        shard = shardId;
        from = position;
        continuation = null;
        subscribe(fanOut.subscribe(shardId, position, this::fire));
        return OPERATION + " " + subscriptions.incrementAndGet();
    }

    private void subscribe(FanOutSubscription begun) {
        subscription = begun;
        if (isClosed) {
            begun.close();
        }
    }

    @Override
    public FetchReply records(String iterator, int recordsMax) throws KinesisFault {
        FanOutSubscription current = subscription;
        if (current == null) {
            throw new KinesisFault(KinesisFault.Kind.EXPIRED_ITERATOR, OPERATION, "It has ended.", null);
        }
        boolean wasOver = current.isOver();
        SubscribeToShardEvent event = current.poll();
        if (event == null) {
            return wasOver ? goOn(current, iterator) : FetchReply.nothingYet(iterator);
        }
        continuation = event.continuationSequenceNumber();
        List<RawRecord> records = event.records().stream().map(SdkCalls::raw).toList();
        List<ShardInfo> children =
                event.childShards().stream().map(SdkCalls::child).toList();
        Long behind = event.millisBehindLatest();
        String next = continuation == null ? null : iterator;
        if (next == null) {
            end();
        }
        return new FetchReply(records, next, behind == null ? 0 : behind, children);
    }

    /** The service ends a subscription after five minutes. */
    private FetchReply goOn(FanOutSubscription ended, String iterator) throws KinesisFault {
        Throwable failure = ended.failure();
        end();
        if (failure != null) {
            throw FanOut.fault(OPERATION, failure);
        }
        String after = continuation;
        if (after != null) {
            subscribe(fanOut.subscribeAfter(shard, after, this::fire));
            return FetchReply.nothingYet(iterator);
        }
        throw new KinesisFault(
                KinesisFault.Kind.EXPIRED_ITERATOR, OPERATION, "It ended before anything came of " + from + ".", null);
    }

    @Override
    public void then(Chunk chunk, long callNanos, Runnable fetch) {
        waiting.set(fetch);
        FanOutSubscription current = subscription;
        if (current == null || current.isReady()) {
            fire();
        }
    }

    /** Something has come; runs in the client's threads, so it hands over at once. */
    private void fire() {
        Runnable fetch = waiting.getAndSet(null);
        if (fetch != null) {
            threads.schedule(0, fetch);
        }
    }

    private void end() {
        FanOutSubscription current = subscription;
        subscription = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        end();
    }
}
