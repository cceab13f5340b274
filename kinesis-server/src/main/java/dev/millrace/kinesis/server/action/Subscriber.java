package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.ReadLimits;
import dev.millrace.kinesis.server.store.ReadResult;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.EventFrame;
import dev.millrace.kinesis.server.wire.RecordShape;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.kinesis.server.wire.WireFormat;
import dev.millrace.log.LogException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscription to a shard: what its client has been sent, and so what comes next. The transport asks for {@link #next} from one thread at a time,
 * whenever it was woken, the time it was told has passed, or the client has room again.
 */
public final class Subscriber implements Closeable {
    private static final int RECORDS_MAX = 10_000;
    private static final long BYTES_MAX = 1 << 20;

    private final Backend backend;
    private final ConsumerAddress consumer;
    private final Subscriptions.Key key;
    private final long streamCreatedMillis;
    private final long startMillis;
    private final @Nullable Closeable[] listening = new Closeable[1];

    private volatile @Nullable ServiceException takenOver;
    private volatile Runnable waker = () -> {};
    private long position;
    private long lastSentMillis;
    private boolean ended;
    private final @Nullable Bucket rate;

    /**
     * What the transport does next.
     *
     * @param frame what to send, or null
     * @param end whether that was all
     * @param waitMillis when to ask again at the latest; 0 for at once
     */
    public record Step(@Nullable ByteBuffer frame, boolean end, long waitMillis) {}

    record SubscribeToShardEvent(
            List<RecordView> records,
            @Nullable String continuationSequenceNumber,
            long millisBehindLatest,
            @Nullable List<ChildShard> childShards) {}

    private record Nothing() {}

    Subscriber(Backend backend, ConsumerAddress consumer, Subscriptions.Key key, Stream stream, long position) {
        this.backend = backend;
        this.consumer = consumer;
        this.key = key;
        this.streamCreatedMillis = stream.createdMillis();
        this.startMillis = backend.clock().millis();
        this.position = position;
        this.rate = backend.activity().subscriberRate();
        // So that the first event comes at once.
        this.lastSentMillis = startMillis - backend.subscriptions().times().heartbeatMillis();
    }

    Subscriptions.Key key() {
        return key;
    }

    long startMillis() {
        return startMillis;
    }

    void takeOver(ServiceException reason) {
        takenOver = reason;
        waker.run();
    }

    /** Has the transport told when there may be something to send. It must return at once; any thread may tell it. */
    public void onNews(Runnable wake) {
        waker = wake;
        Stream stream = backend.store().find(consumer.stream());
        Shard shard = stream == null ? null : stream.shards().find(key.shard());
        if (stream != null && shard != null) {
            listening[0] = backend.store().listen(stream, shard, wake);
        }
    }

    /** The message that every stream of events begins with. */
    public ByteBuffer opening() {
        return EventFrame.event("initial-response", RecordShape.write(WireFormat.JSON, new Nothing()));
    }

    /** Whether the time of the subscription is over: a client that takes nothing even now is cut. */
    public boolean isOver() {
        return backend.clock().millis() - startMillis
                >= backend.subscriptions().times().lifetimeMillis();
    }

    /** Looks for something to send; may wait for the disk. */
    public Step next() {
        ServiceException reason = takenOver;
        if (reason != null) {
            return failed(reason);
        }
        long nowMillis = backend.clock().millis();
        if (ended || isOver()) {
            return new Step(null, true, 0);
        }
        ServiceException fault = backend.faults().ofEvent();
        if (fault != null) {
            return failed(fault);
        }
        Stream stream = backend.store().find(consumer.stream());
        if (stream == null || stream.createdMillis() != streamCreatedMillis) {
            return failed(backend.account().streamNotFound(consumer.stream()));
        }
        if (consumer.in(stream) == null) {
            return failed(consumer.notFound(backend.account()));
        }
        Shard shard = stream.shards().find(key.shard());
        if (shard == null) {
            return failed(backend.account().shardDoesNotExist(ShardId.format(key.shard()), consumer.stream()));
        }
        try {
            return read(stream, shard, nowMillis);
        } catch (LogException e) {
            backend.store().logFailure("A subscription met a failure of the storage", e);
            return failed(ServiceException.internalFailure());
        }
    }

    private Step read(Stream stream, Shard shard, long nowMillis) {
        if (rate != null && rate.isEmpty(nowMillis)) {
            return new Step(null, false, rate.waitMillis(nowMillis));
        }
        ReadResult read = backend.store()
                .read(
                        stream,
                        shard,
                        position,
                        new ReadLimits(RECORDS_MAX, BYTES_MAX, nowMillis - stream.retentionMillis()));
        position = read.nextPosition();
        boolean drained = read.atTip() && !shard.isOpen();
        Subscriptions.Times times = backend.subscriptions().times();
        boolean due = nowMillis - lastSentMillis >= times.heartbeatMillis();
        if (read.records().isEmpty() && !drained && !due) {
            long untilHeartbeat = lastSentMillis + times.heartbeatMillis() - nowMillis;
            long untilEnd = startMillis + times.lifetimeMillis() - nowMillis;
            return new Step(null, false, Math.max(1, Math.min(untilHeartbeat, untilEnd)));
        }
        if (rate != null) {
            rate.charge(read.bytes(), nowMillis);
        }
        backend.activity().of(stream, shard).pushed(read.records().size(), read.bytes());
        lastSentMillis = nowMillis;
        ended = drained;
        SubscribeToShardEvent event = new SubscribeToShardEvent(
                RecordView.of(shard, read),
                drained ? null : shard.continuation(position, nowMillis).toString(),
                RecordView.millisBehind(read, nowMillis),
                drained ? ChildShard.of(stream, shard) : null);
        return new Step(
                EventFrame.event("SubscribeToShardEvent", RecordShape.write(WireFormat.JSON, event)),
                drained,
                read.records().isEmpty() ? times.heartbeatMillis() : 0);
    }

    private Step failed(ServiceException error) {
        return new Step(EventFrame.exception(error), true, 0);
    }

    /** The client is gone, or has got all. Closing twice is no error. */
    @Override
    public void close() {
        backend.subscriptions().end(this);
        Closeable listener = listening[0];
        if (listener != null) {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
