/** The rules of this code base, each as a test: style.md's habits that a machine can watch over. */
@NullMarked
package dev.millrace.conventions;

import org.jspecify.annotations.NullMarked;
