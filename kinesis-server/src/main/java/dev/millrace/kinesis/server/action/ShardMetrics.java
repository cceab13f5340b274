package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import java.util.ArrayList;
import java.util.List;

/** The metrics of single shards, where enhanced monitoring is on: what AWS sends to CloudWatch. Counted from the server's start on. */
public final class ShardMetrics {
    private ShardMetrics() {}

    /** One number. */
    public record Sample(String stream, String shard, String metric, long value) {}

    /** All that are asked for, stream by stream. */
    public static List<Sample> of(Backend backend) {
        List<Sample> samples = new ArrayList<>();
        for (Stream stream : backend.store().listAfter(null, Integer.MAX_VALUE)) {
            List<String> monitored = stream.options().monitored();
            if (!monitored.isEmpty()) {
                for (Shard shard : stream.shards().all()) {
                    ShardActivity activity = backend.activity().of(stream, shard);
                    for (String metric : monitored) {
                        long value = value(activity, ShardMetric.valueOf(metric));
                        samples.add(new Sample(stream.name(), shard.id(), metric, value));
                    }
                }
            }
        }
        return samples;
    }

    private static long value(ShardActivity activity, ShardMetric metric) {
        return switch (metric) {
            case IncomingBytes -> activity.incomingBytes.sum();
            case IncomingRecords -> activity.incomingRecords.sum();
            case OutgoingBytes -> activity.outgoingBytes.sum();
            case OutgoingRecords -> activity.outgoingRecords.sum();
            case WriteProvisionedThroughputExceeded -> activity.writesThrottled.sum();
            case ReadProvisionedThroughputExceeded -> activity.readsThrottled.sum();
            case IteratorAgeMilliseconds -> activity.iteratorAgeMillis();
            case ALL -> 0;
        };
    }
}
