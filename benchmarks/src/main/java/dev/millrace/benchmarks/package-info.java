/** Whole-process comparisons: {@code Fork} is the JVM that is measured, {@code runner} starts them and prints the table. */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
