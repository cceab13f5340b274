/** The peer of row 18 that is Spark: its direct stream, with the Kafka client that it was built with. */
@NullMarked
package dev.millrace.benchmarks.kafka.spark;

import org.jspecify.annotations.NullMarked;
