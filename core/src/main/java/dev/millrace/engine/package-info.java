/** Engines interpret plans; the embedded one runs them in this JVM. */
@NullMarked
package dev.millrace.engine;

import org.jspecify.annotations.NullMarked;
