package dev.millrace.flow;

import dev.millrace.MillraceException;
import dev.millrace.status.StreamingListener;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the records of batches, as {@link dev.millrace.DStream#toPublisher} gives it: each subscriber gets every record of the batches after its
 * subscription, as it asks for them, and a batch ends when all have what they asked for. Until somebody subscribes, the first batch waits; when all have cancelled,
 * nobody is waited for. Subscribers are called on the batch's thread.
 */
public final class BatchPublisher<T> implements Flow.Publisher<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Subscribed> subscribers = new CopyOnWriteArrayList<>();
    private boolean hadSubscriber;
    private boolean ended;
    private @Nullable Throwable failure;

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Subscribed subscribed = new Subscribed(subscriber);
        subscriber.onSubscribe(subscribed);
        boolean tooLate;
        lock.lock();
        try {
            tooLate = ended;
            if (!tooLate && !subscribed.cancelled) {
                subscribers.add(subscribed);
            }
            hadSubscriber = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (tooLate) {
            subscribed.end(failure);
        }
    }

    /** Hands over the records of a batch; returns when every subscriber has had them. One thread. */
    public void publish(List<T> records) throws InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        awaitFirst();
        for (Subscribed subscriber : subscribers) {
            for (T record : records) {
                if (!subscriber.awaitDemand()) {
                    break;
                }
                subscriber.next(record);
            }
        }
    }

    private void awaitFirst() throws InterruptedException {
        lock.lock();
        try {
            while (!hadSubscriber) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the subscriptions with the stream: a stop completes them, a failure is theirs too. */
    public StreamingListener listener() {
        return new StreamingListener() {
            @Override
            public void onBatchFailed(long batch, Instant time, MillraceException cause) {
                lock.lock();
                try {
                    failure = cause;
                } finally {
                    lock.unlock();
                }
            }

            @Override
            public void onStreamingStopped() {
                end();
            }
        };
    }

    private void end() {
        Throwable cause;
        lock.lock();
        try {
            ended = true;
            cause = failure;
        } finally {
            lock.unlock();
        }
        for (Subscribed subscriber : subscribers) {
            subscriber.end(cause);
        }
    }

    /** One subscriber and what it asked for. Asking and cancelling may be done by any thread. */
    private final class Subscribed implements Flow.Subscription {
        private final Flow.Subscriber<? super T> subscriber;
        private long demand;
        private boolean refused;
        private volatile boolean cancelled;

        private Subscribed(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            lock.lock();
            try {
                if (more <= 0) {
                    refused = true;
                } else {
                    demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                cancelled = true;
                subscribers.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Whether it wants a record; waits until it does or never will. */
        private boolean awaitDemand() throws InterruptedException {
            boolean misused;
            lock.lock();
            try {
                while (demand == 0 && !cancelled && !refused) {
                    changed.await();
                }
                misused = refused && !cancelled;
                if (demand > 0 && demand != Long.MAX_VALUE && !cancelled) {
                    demand--;
                }
            } finally {
                lock.unlock();
            }
            if (misused) {
                end(new IllegalArgumentException("a subscriber asks for a positive number of records"));
            }
            return !cancelled;
        }

        private void next(T record) {
            try {
                subscriber.onNext(record);
            } catch (RuntimeException e) {
                cancel(); // it broke the rules; the others and the stream go on
            }
        }

        private void end(@Nullable Throwable cause) {
            if (cancelled) {
                return;
            }
            cancel();
            if (cause == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(cause);
            }
        }
    }
}
