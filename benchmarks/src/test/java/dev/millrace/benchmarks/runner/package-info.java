@NullMarked
package dev.millrace.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
