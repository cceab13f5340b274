/** Programs to start from. Each is run by a test. */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
