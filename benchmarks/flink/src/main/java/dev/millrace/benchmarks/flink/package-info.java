/** The peer: Apache Flink's DataStreams on a MiniCluster in this process, set up as its own guides say. */
@NullMarked
package dev.millrace.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
