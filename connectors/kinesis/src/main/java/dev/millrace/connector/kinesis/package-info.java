/** Kinesis: a source that reads each shard's records exactly once and in order across resharding, and a sink. */
@NullMarked
package dev.millrace.connector.kinesis;

import org.jspecify.annotations.NullMarked;
