/** When a batch runs and what it may touch: the batch loop, seals and commits, rate control. Drives an engine. */
@NullMarked
package dev.millrace.batch;

import org.jspecify.annotations.NullMarked;
