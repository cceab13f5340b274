/** The peer: Hazelcast Jet, one member in this process, set up as its own guides say. */
@NullMarked
package dev.millrace.benchmarks.jet;

import org.jspecify.annotations.NullMarked;
