/** A durable Kinesis-compatible service: start one inside a test or a program, or run it as a command. */
@NullMarked
package dev.millrace.kinesis.server;

import org.jspecify.annotations.NullMarked;
