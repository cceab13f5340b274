@NullMarked
package dev.millrace.file;

import org.jspecify.annotations.NullMarked;
