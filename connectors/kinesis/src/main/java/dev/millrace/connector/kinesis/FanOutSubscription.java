package dev.millrace.connector.kinesis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * One SubscribeToShard: a slot for one event, and how it ended. The next event is asked for when one was taken, so a full
 * buffer holds the service back. The client's threads fill it, one of the reader's empties it.
 */
final class FanOutSubscription implements Subscriber<SubscribeToShardEventStream> {
    private final Runnable signal;
    private final AtomicReference<@Nullable SubscribeToShardEvent> slot = new AtomicReference<>();
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable CompletableFuture<Void> call;
    private volatile @Nullable Throwable failure;
    private volatile boolean isOver;
    private volatile boolean isClosed;

    /** {@code signal} is run when there is an event, or when there will be none any more. */
    FanOutSubscription(Runnable signal) {
        this.signal = signal;
    }

    void begin(KinesisAsyncClient client, Consumer<SubscribeToShardRequest.Builder> request) {
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .subscriber(() -> this)
                .onError(error -> {})
                .build();
        CompletableFuture<Void> begun = client.subscribeToShard(request, handler);
        call = begun;
        begun.whenComplete((nothing, thrown) -> over(thrown));
        if (isClosed) {
            begun.cancel(true);
        }
    }

    boolean isReady() {
        return slot.get() != null || isOver;
    }

    /** The event that has come, if one has; the next one may come then. */
    @Nullable
    SubscribeToShardEvent poll() {
        SubscribeToShardEvent event = slot.getAndSet(null);
        Subscription asked = subscription;
        if (event != null && asked != null) {
            asked.request(1);
        }
        return event;
    }

    /** Whether nothing will come any more, but for what is in the slot. */
    boolean isOver() {
        return isOver;
    }

    /** Why it is over, or null if the service has ended it in order. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (isClosed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(SubscribeToShardEventStream next) {
        if (next instanceof SubscribeToShardEvent event) {
            slot.set(event);
            signal.run();
        } else {
            Subscription asked = subscription;
            if (asked != null) {
                asked.request(1);
            }
        }
    }

    @Override
    public void onError(Throwable thrown) {
        over(thrown);
    }

    @Override
    public void onComplete() {
        over(null);
    }

    private void over(@Nullable Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        isOver = true;
        signal.run();
    }

    /** Lets go of it; nothing is signalled any more that matters. */
    void close() {
        isClosed = true;
        Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
        CompletableFuture<Void> begun = call;
        if (begun != null) {
            begun.cancel(true);
        }
    }
}
