/** Starts the forks, compares what they say and prints the table. */
@NullMarked
package dev.millrace.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
