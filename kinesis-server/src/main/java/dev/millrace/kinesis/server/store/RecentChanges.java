package dev.millrace.kinesis.server.store;

import java.util.List;

/** When the changes of a stream were made that may be made only so often in 24 hours; kept while they count, and only where limits hold. */
public record RecentChanges(List<Long> shardCountMillis, List<Long> modeMillis) {
    static final RecentChanges NONE = new RecentChanges(List.of(), List.of());

    public RecentChanges withShardCountMillis(List<Long> value) {
        return new RecentChanges(List.copyOf(value), modeMillis);
    }

    public RecentChanges withModeMillis(List<Long> value) {
        return new RecentChanges(shardCountMillis, List.copyOf(value));
    }
}
