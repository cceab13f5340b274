/** What lasts: objects of a checkpoint, versioned and checksummed, and their local form on the log. */
@NullMarked
package dev.millrace.storage;

import org.jspecify.annotations.NullMarked;
