package dev.millrace.connector.kinesis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of GetRecords. No next iterator means that the shard is closed and all of it has been read; then the shard's
 * children are named. No records means nothing.
 */
record FetchReply(
        List<RawRecord> records, @Nullable String nextIterator, long millisBehindLatest, List<ShardInfo> children) {}
