/** Row 16: servers of Kinesis's protocol side by side, each a process of its own, under the same load. */
@NullMarked
package dev.millrace.benchmarks.kinesis;

import org.jspecify.annotations.NullMarked;
