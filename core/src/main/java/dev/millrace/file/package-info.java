/** Text files as a source and as an exactly-once sink. */
@NullMarked
package dev.millrace.file;

import org.jspecify.annotations.NullMarked;
