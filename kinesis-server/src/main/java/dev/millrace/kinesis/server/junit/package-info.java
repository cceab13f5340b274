/** The server in tests with JUnit. Who doesn't use it needs no JUnit. */
@NullMarked
package dev.millrace.kinesis.server.junit;

import org.jspecify.annotations.NullMarked;
