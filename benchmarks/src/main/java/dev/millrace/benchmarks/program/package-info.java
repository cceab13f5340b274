/** The user's functions: the same code for every contestant, since the rows compare engines. */
@NullMarked
package dev.millrace.benchmarks.program;

import org.jspecify.annotations.NullMarked;
