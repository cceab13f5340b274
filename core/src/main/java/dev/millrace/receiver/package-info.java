/** What receives under supervision, the blocks that it stores, and how batches read them. */
@NullMarked
package dev.millrace.receiver;

import org.jspecify.annotations.NullMarked;
