/** Runs plans on Apache Spark: stages of a plan are computed by Spark's tasks, each with an embedded engine in the executor. */
@NullMarked
package dev.millrace.spark;

import org.jspecify.annotations.NullMarked;
