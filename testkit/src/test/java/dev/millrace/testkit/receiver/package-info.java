/** Receivers in a world where everything fails. */
@org.jspecify.annotations.NullMarked
package dev.millrace.testkit.receiver;
