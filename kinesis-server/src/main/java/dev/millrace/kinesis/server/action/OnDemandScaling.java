package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.store.StreamStatus;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives streams in on-demand mode more shards when what comes in nears what their shards take. One thread calls it, every few seconds. */
public final class OnDemandScaling {
    private static final double SHARD_BYTES_PER_SECOND = 1 << 20;
    private static final double SHARD_RECORDS_PER_SECOND = 1000;
    /** Of what a shard takes: a stream is to take twice what it took. */
    private static final double BUSY = 0.5;

    private final Backend backend;
    private Map<String, Sample> before = new HashMap<>();
    private long beforeMillis;

    /** What a shard had been sent. */
    private record Sample(long bytes, long records) {}

    /** How much of what it takes a shard was sent. */
    record Load(Shard shard, double share) {}

    /** What is to be done: all shards doubled, or one split; neither if both are missing. */
    record Decision(int shardCount, @Nullable Shard split) {
        static final Decision NOTHING = new Decision(0, null);
    }

    public OnDemandScaling(Backend backend) {
        this.backend = backend;
    }

    /** Doubles the shards if half of them are busy, else splits the busiest. */
    static Decision decide(List<Load> open) {
        List<Load> busy = open.stream().filter(load -> load.share >= BUSY).toList();
        if (busy.isEmpty()) {
            return Decision.NOTHING;
        }
        if (busy.size() * 2 >= open.size()) {
            return new Decision(open.size() * 2, null);
        }
        Load busiest =
                busy.stream().max(Comparator.comparingDouble(Load::share)).orElseThrow();
        return new Decision(0, busiest.shard);
    }

    /** Looks at what came in since the last time. */
    public void step() {
        long nowMillis = backend.clock().millis();
        double seconds = Math.max(0.001, (nowMillis - beforeMillis) / 1000.0);
        Map<String, Sample> samples = new HashMap<>();
        for (Stream stream : backend.store().listAfter(null, Integer.MAX_VALUE)) {
            if (stream.options().mode() == StreamMode.ON_DEMAND && stream.status() == StreamStatus.ACTIVE) {
                List<Load> loads = stream.shards().open().stream()
                        .map(shard -> load(stream, shard, seconds, samples))
                        .toList();
                try {
                    scale(stream, decide(loads));
                } catch (ServiceException gone) {
                    // It was deleted meanwhile.
                    samples.keySet().removeIf(key -> key.startsWith(stream.name() + "@"));
                }
            }
        }
        before = samples;
        beforeMillis = nowMillis;
    }

    private Load load(Stream stream, Shard shard, double seconds, Map<String, Sample> samples) {
        String key = stream.name() + "@" + stream.createdMillis() + "/" + shard.index();
        ShardActivity activity = backend.activity().of(stream, shard);
        Sample now = new Sample(activity.incomingBytes.sum(), activity.incomingRecords.sum());
        samples.put(key, now);
        Sample last = before.get(key);
        if (last == null) {
            return new Load(shard, 0);
        }
        double bytes = (now.bytes - last.bytes) / seconds / SHARD_BYTES_PER_SECOND;
        double records = (now.records - last.records) / seconds / SHARD_RECORDS_PER_SECOND;
        return new Load(shard, Math.max(bytes, records));
    }

    private void scale(Stream observed, Decision decision) {
        int additional = decision.split != null
                ? 1
                : decision.shardCount - observed.shards().openCount();
        int room = backend.limits().shardsMax() - backend.store().openShardCount();
        if (decision.equals(Decision.NOTHING) || additional > room) {
            return;
        }
        backend.store().change(observed.name(), (stream, nowMillis) -> {
            if (stream == null) {
                throw backend.account().streamNotFound(observed.name());
            }
            if (!observed.equals(stream)) {
                // It was changed meanwhile; the next look will tell.
                return stream;
            }
            long dueMillis = nowMillis + backend.limits().stateChangeMillis();
            return decision.split == null
                    ? stream.resizing(decision.shardCount, dueMillis)
                    : stream.splitting(
                            decision.split.index(), decision.split.range().middle(), dueMillis);
        });
    }
}
