/** The demo, run as a user runs it. */
@NullMarked
package dev.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
