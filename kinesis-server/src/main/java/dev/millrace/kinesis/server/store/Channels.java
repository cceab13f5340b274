package dev.millrace.kinesis.server.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All channels of a server. Any thread may call any method; a change is decided under the store's one lock, and durable before it is seen. */
public final class Channels {
    private final InstantSource clock;
    private final MetadataLog metadata;
    private final ReentrantLock changes;
    private final Runnable recover;
    private final ConcurrentNavigableMap<String, Channel> channels = new ConcurrentSkipListMap<>();

    /** What becomes of a channel. */
    @FunctionalInterface
    public interface Decision {
        /** The channel afterwards, given the one before (null if there is none of that name). What it throws reaches the caller; nothing changes then. */
        Channel decide(@Nullable Channel current, long nowMillis);
    }

    /** The recovery is that of the metadata log after a failure. */
    Channels(InstantSource clock, MetadataLog metadata, ReentrantLock changes, Runnable recover) {
        this.clock = clock;
        this.metadata = metadata;
        this.changes = changes;
        this.recover = recover;
    }

    /** What is stored is what counts. */
    void reset(Metadata stored) {
        channels.keySet().retainAll(stored.channels().keySet());
        channels.putAll(stored.channels());
    }

    public @Nullable Channel find(String name) {
        Channel channel = channels.get(name);
        if (channel == null || !channel.isDue(clock.millis())) {
            return channel;
        }
        changes.lock();
        try {
            recover.run();
            return settle(name, clock.millis());
        } finally {
            changes.unlock();
        }
    }

    /** All of them, by name. */
    public List<Channel> all() {
        List<Channel> result = new ArrayList<>();
        for (String name : channels.keySet()) {
            Channel channel = find(name);
            if (channel != null) {
                result.add(channel);
            }
        }
        return result;
    }

    /** How many channels a stream has. */
    public int countOf(Stream stream) {
        return (int) all().stream()
                .filter(channel -> channel.identity().stream().equals(stream.name())
                        && channel.identity().streamCreatedMillis() == stream.createdMillis())
                .count();
    }

    /** Changes a channel, or makes one. What is due at once has happened on return; null if that was its end. */
    public @Nullable Channel change(String name, Decision decision) {
        changes.lock();
        try {
            recover.run();
            long nowMillis = clock.millis();
            Channel decided = decision.decide(settle(name, nowMillis), nowMillis);
            return commit(name, decided.settled(nowMillis));
        } finally {
            changes.unlock();
        }
    }

    private @Nullable Channel settle(String name, long nowMillis) {
        Channel channel = channels.get(name);
        if (channel == null) {
            return null;
        }
        return channel.isDue(nowMillis) ? commit(name, channel.settled(nowMillis)) : channel;
    }

    private @Nullable Channel commit(String name, @Nullable Channel after) {
        if (after == null) {
            metadata.commit(MetadataLog.Transaction.removingChannel(name));
            channels.remove(name);
        } else {
            metadata.commit(MetadataLog.Transaction.saving(after));
            channels.put(name, after);
        }
        return after;
    }
}
