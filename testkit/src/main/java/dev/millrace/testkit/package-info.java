/** For tests: a clock moved by hand, an outside world in memory that survives crashes, contract tests for connectors. */
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
