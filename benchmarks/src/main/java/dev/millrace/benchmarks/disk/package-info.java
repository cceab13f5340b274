/** Row 19: appending to the log, and writing the same bytes with nothing around them. */
@NullMarked
package dev.millrace.benchmarks.disk;

import org.jspecify.annotations.NullMarked;
