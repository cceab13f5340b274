/**
 * A durable segmented log: appends from many threads, group commit, reads by position while it is written, retention
 * and recovery. It needs the JDK alone.
 */
@NullMarked
package dev.millrace.log;

import org.jspecify.annotations.NullMarked;
