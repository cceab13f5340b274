/** Immutable records of what a context did and does, and the listener that is told. */
@NullMarked
package dev.millrace.status;

import org.jspecify.annotations.NullMarked;
