/** The peer: Spark's DStreams in {@code local[2]}, set up as its own guides say. */
@NullMarked
package dev.millrace.benchmarks.dstream;

import org.jspecify.annotations.NullMarked;
