@NullMarked
package dev.millrace.window;

import org.jspecify.annotations.NullMarked;
