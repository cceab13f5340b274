@NullMarked
package dev.millrace.kinesis.server.junit;

import org.jspecify.annotations.NullMarked;
