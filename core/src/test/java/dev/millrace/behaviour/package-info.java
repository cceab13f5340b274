/** What every operator does, written against an abstract engine so that each engine runs the same suite. */
@NullMarked
package dev.millrace.behaviour;

import org.jspecify.annotations.NullMarked;
