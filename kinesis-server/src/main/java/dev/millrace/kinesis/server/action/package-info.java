/**
 * What each operation of Kinesis does: one class per operation, of the operation's name, with its request and reply as records. {@code Operations} is
 * the one table of them.
 */
@NullMarked
package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.NullMarked;
