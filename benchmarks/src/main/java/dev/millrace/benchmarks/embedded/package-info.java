/** Millrace itself, embedded. */
@NullMarked
package dev.millrace.benchmarks.embedded;

import org.jspecify.annotations.NullMarked;
