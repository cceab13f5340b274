/** Who sends a request: access keys, and signatures of version 4. Knows nothing of streams. */
@NullMarked
package dev.millrace.kinesis.server.auth;

import org.jspecify.annotations.NullMarked;
