/**
 * Streams, shards and their records. What may happen to them is decided in immutable values ({@code Stream}, {@code ShardMap}); the classes that write
 * to disk hold no rule. Knows nothing of requests and replies.
 */
@NullMarked
package dev.millrace.kinesis.server.store;

import org.jspecify.annotations.NullMarked;
