/** What happens inside one fork: a fresh JVM in which one contestant runs one program and says what it took. */
@NullMarked
package dev.millrace.benchmarks.fork;

import org.jspecify.annotations.NullMarked;
