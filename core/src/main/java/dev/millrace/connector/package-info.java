/** What the author of a connector implements: sources, sinks, positions and splits. */
@NullMarked
package dev.millrace.connector;

import org.jspecify.annotations.NullMarked;
