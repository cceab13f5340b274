/** Row 18: a topic on a real broker is read and counted, and copied while a clock runs. */
@NullMarked
package dev.millrace.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
