/** {@code millrace demo}: three processes, some of them killed, and three totals that must be equal. */
@NullMarked
package dev.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
