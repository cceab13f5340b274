/** What functions capture, found without running or serializing them. */
@NullMarked
package dev.millrace.capture;

import org.jspecify.annotations.NullMarked;
