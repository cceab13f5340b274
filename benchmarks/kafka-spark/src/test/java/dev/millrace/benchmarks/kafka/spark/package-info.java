@NullMarked
package dev.millrace.benchmarks.kafka.spark;

import org.jspecify.annotations.NullMarked;
