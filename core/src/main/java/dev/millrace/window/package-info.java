/** Windows over keyed state: what a key has in each pane, and how a window's result is made of that. */
@NullMarked
package dev.millrace.window;

import org.jspecify.annotations.NullMarked;
