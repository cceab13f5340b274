/** Programs on a standalone Spark cluster, submitted as a user submits them. */
@NullMarked
package dev.millrace.sparkcluster;

import org.jspecify.annotations.NullMarked;
