@NullMarked
package dev.millrace.benchmarks.fork;

import org.jspecify.annotations.NullMarked;
