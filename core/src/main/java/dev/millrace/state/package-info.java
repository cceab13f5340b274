/** Keyed state: in memory by key group, written as deltas and snapshots, taken up again after a restart. */
@NullMarked
package dev.millrace.state;

import org.jspecify.annotations.NullMarked;
