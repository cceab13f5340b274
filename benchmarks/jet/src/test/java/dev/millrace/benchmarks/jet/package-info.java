@NullMarked
package dev.millrace.benchmarks.jet;

import org.jspecify.annotations.NullMarked;
