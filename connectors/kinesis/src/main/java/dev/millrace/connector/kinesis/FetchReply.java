package dev.millrace.connector.kinesis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of GetRecords. No next iterator means that the shard is closed and all of it has been read; then the shard's
 * children are named. No records means nothing.
 */
record FetchReply(
        List<RawRecord> records, @Nullable String nextIterator, long millisBehindLatest, List<ShardInfo> children) {
    /** So far behind is nobody: what a shard that is pushed gives before anything has come. */
    static final long NOTHING_YET = Long.MAX_VALUE;

    static FetchReply nothingYet(String iterator) {
        return new FetchReply(List.of(), iterator, NOTHING_YET, List.of());
    }
}
