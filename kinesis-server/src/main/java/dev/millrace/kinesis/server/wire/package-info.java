/** Requests and replies as records, and the two formats that carry them. Knows nothing of streams or of HTTP. */
@NullMarked
package dev.millrace.kinesis.server.wire;

import org.jspecify.annotations.NullMarked;
