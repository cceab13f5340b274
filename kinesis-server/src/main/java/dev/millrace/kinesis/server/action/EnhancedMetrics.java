package dev.millrace.kinesis.server.action;

import java.util.List;

/** Which metrics of single shards are kept, as replies show it: none so far. */
record EnhancedMetrics(List<String> shardLevelMetrics) {
    static final EnhancedMetrics NONE = new EnhancedMetrics(List.of());
}
