/** The module for Spark on YARN. */
@NullMarked
package dev.millrace.sparkonyarn;

import org.jspecify.annotations.NullMarked;
