/** Programs that run as processes of their own and get into trouble. */
@NullMarked
package dev.millrace.testkit.trouble;

import org.jspecify.annotations.NullMarked;
