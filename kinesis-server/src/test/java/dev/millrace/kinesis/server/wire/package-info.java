@NullMarked
package dev.millrace.kinesis.server.wire;

import org.jspecify.annotations.NullMarked;
