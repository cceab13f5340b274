/** A disk that loses what a real one may lose, for tests of whatever stands on a {@link dev.millrace.log.Disk}. */
@NullMarked
package dev.millrace.log.simulation;

import org.jspecify.annotations.NullMarked;
