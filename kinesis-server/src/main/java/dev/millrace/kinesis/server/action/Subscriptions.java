package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who is subscribed to what: one subscriber for a consumer and a shard. Any thread may call it. */
public final class Subscriptions {
    private static final int SUBSCRIPTIONS_MAX = 10_000;

    private final ConcurrentMap<Key, Subscriber> active = new ConcurrentHashMap<>();
    private final Times times;

    /**
     * When things happen to a subscription.
     *
     * @param heartbeatMillis without records, the next event comes after this time
     * @param lifetimeMillis the subscription ends after this time
     * @param takeOverMillis another one may take its place after this time
     */
    public record Times(long heartbeatMillis, long lifetimeMillis, long takeOverMillis) {
        /** AWS's. */
        public static final Times AWS = new Times(5_000, 300_000, 5_000);
    }

    record Key(String consumerArn, int shard) {}

    public Subscriptions(Times times) {
        this.times = times;
    }

    Times times() {
        return times;
    }

    public int count() {
        return active.size();
    }

    /** Lets a subscriber begin. One that began a while ago makes room; one that just began does not. */
    void begin(Subscriber subscriber, long nowMillis) {
        if (active.size() >= SUBSCRIPTIONS_MAX) {
            throw ServiceException.client(
                    "LimitExceededException", "There are " + SUBSCRIPTIONS_MAX + " subscriptions already.");
        }
        Subscriber[] displaced = new Subscriber[1];
        active.compute(subscriber.key(), (key, present) -> {
            if (present != null && nowMillis - present.startMillis() < times.takeOverMillis) {
                throw inUse(key);
            }
            displaced[0] = present;
            return subscriber;
        });
        if (displaced[0] != null) {
            displaced[0].takeOver(inUse(subscriber.key()));
        }
    }

    private static ServiceException inUse(Key key) {
        return ServiceException.client(
                "ResourceInUseException",
                "Another active subscription exists for this consumer: " + key.consumerArn() + " and shard "
                        + key.shard() + ".");
    }

    void end(Subscriber subscriber) {
        active.remove(subscriber.key(), subscriber);
    }
}
