package dev.millrace.connector.kinesis;

import java.io.Serializable;

/** A shard of a stream, and how its records are taken. */
record ShardToRead(StreamName stream, ShardInfo shard, boolean keepStrays) implements Serializable {}
