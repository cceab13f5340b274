/** How long state takes: to change, to write and to take up again. */
@NullMarked
package dev.millrace.benchmarks.state;

import org.jspecify.annotations.NullMarked;
