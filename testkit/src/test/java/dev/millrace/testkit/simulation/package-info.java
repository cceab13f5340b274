/** Random programs in a world that fails at random, checked against what they mean. */
@NullMarked
package dev.millrace.testkit.simulation;

import org.jspecify.annotations.NullMarked;
