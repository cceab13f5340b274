/** What all contestants are given: the same boxed records from the same seeds, and the hash that their results must share. */
@NullMarked
package dev.millrace.benchmarks.input;

import org.jspecify.annotations.NullMarked;
