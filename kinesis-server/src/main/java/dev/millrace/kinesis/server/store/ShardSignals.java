package dev.millrace.kinesis.server.store;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know that something happened to a shard. Any thread may use it; who is told must return at once. */
final class ShardSignals {
    private final ConcurrentMap<Key, List<Runnable>> listeners = new ConcurrentHashMap<>();

    private record Key(String stream, int shard) {}

    Closeable listen(String stream, int shard, Runnable listener) {
        Key key = new Key(stream, shard);
        listeners.compute(key, (same, present) -> {
            List<Runnable> all = present == null ? new CopyOnWriteArrayList<>() : present;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(key, (same, present) -> {
            present.remove(listener);
            return present.isEmpty() ? null : present;
        });
    }

    /** Tells of records that can be read now, or of the shard's end. */
    void signal(String stream, int shard) {
        // The hot path of puts: most shards have no listener.
        if (listeners.isEmpty()) {
            return;
        }
        List<Runnable> told = listeners.get(new Key(stream, shard));
        if (told != null) {
            told.forEach(Runnable::run);
        }
    }

    /** Tells of a change of the stream as a whole. */
    void signalAll(String stream) {
        listeners.forEach((key, told) -> {
            if (key.stream.equals(stream)) {
                told.forEach(Runnable::run);
            }
        });
    }
}
