package dev.millrace.flow;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.Receiving;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Subscribes at each start; the publisher's threads only put items into a queue, which never holds more than was asked for. */
final class FlowReceiving<T> implements Receiving {
    private final Flow.Publisher<? extends T> publisher;
    private final int requestedMax;
    private final ReceiverContext<T> context;
    private volatile @Nullable Subscribing<T> subscribing;

    FlowReceiving(Flow.Publisher<? extends T> publisher, int requestedMax, ReceiverContext<T> context) {
        this.publisher = publisher;
        this.requestedMax = requestedMax;
        this.context = context;
    }

    @Override
    public void onStart() throws InterruptedException {
        Subscribing<T> begun = new Subscribing<>(requestedMax);
        subscribing = begun;
        publisher.subscribe(begun);
        try {
            store(begun);
        } finally {
            begun.cancel();
            begun.drain(context);
        }
    }

    private void store(Subscribing<T> begun) throws InterruptedException {
        int stored = 0;
        while (!context.isStopped()) {
            Signal<T> signal = begun.signals.take();
            if (signal instanceof Item<T> item) {
                context.store(item.value());
                stored++;
                if (stored >= (requestedMax + 1) / 2) {
                    begun.request(stored);
                    stored = 0;
                }
            } else if (signal instanceof Failed<T> failed) {
                context.restart("the publisher failed", failed.cause(), null);
                return;
            } else {
                context.stop("the publisher has completed", null);
                return;
            }
        }
    }

    @Override
    public void onStop() {
        Subscribing<T> begun = subscribing;
        if (begun != null) {
            begun.cancel();
        }
    }

    /** What a publisher said. */
    private sealed interface Signal<T> {}

    private record Item<T>(T value) implements Signal<T> {}

    private record Failed<T>(Throwable cause) implements Signal<T> {}

    private record Completed<T>() implements Signal<T> {}

    /** One subscription. */
    private static final class Subscribing<T> implements Flow.Subscriber<T> {
        private final int requestedMax;
        /** At most what was asked for, and one more signal. */
        private final BlockingQueue<Signal<T>> signals = new LinkedBlockingQueue<>();

        private volatile @Nullable Subscription subscription;
        private volatile boolean cancelled;

        private Subscribing(int requestedMax) {
            this.requestedMax = requestedMax;
        }

        @Override
        public void onSubscribe(Subscription given) {
            if (subscription != null || cancelled) {
                given.cancel();
                return;
            }
            subscription = given;
            given.request(requestedMax);
        }

        @Override
        public void onNext(T item) {
            signals.add(new Item<>(item));
        }

        @Override
        public void onError(Throwable cause) {
            signals.add(new Failed<>(cause));
        }

        @Override
        public void onComplete() {
            signals.add(new Completed<>());
        }

        private void request(int more) {
            Subscription given = subscription;
            if (given != null) {
                given.request(more);
            }
        }

        private void cancel() {
            cancelled = true;
            Subscription given = subscription;
            if (given != null) {
                given.cancel();
            }
        }

        /** What has come is stored all the same: nobody sends it again. */
        private void drain(ReceiverContext<T> context) {
            for (Signal<T> signal = signals.poll(); signal != null; signal = signals.poll()) {
                if (signal instanceof Item<T> item) {
                    context.store(item.value());
                }
            }
        }
    }
}
