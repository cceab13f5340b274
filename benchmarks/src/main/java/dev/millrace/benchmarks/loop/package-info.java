/** What an expert writes by hand: fused loops and open-addressing tables, two threads, the merge included. */
@NullMarked
package dev.millrace.benchmarks.loop;

import org.jspecify.annotations.NullMarked;
