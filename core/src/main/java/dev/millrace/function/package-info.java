/** Functions that a user passes to operators: serializable, and free to throw. */
@NullMarked
package dev.millrace.function;

import org.jspecify.annotations.NullMarked;
