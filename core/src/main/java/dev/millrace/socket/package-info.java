/** What comes over a plain socket. */
@NullMarked
package dev.millrace.socket;

import org.jspecify.annotations.NullMarked;
