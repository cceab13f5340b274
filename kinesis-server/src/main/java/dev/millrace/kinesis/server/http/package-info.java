/** The transport: one port for HTTP/1.1 and HTTP/2, bounds on what strangers may send, and the outermost form of replies and errors. */
@NullMarked
package dev.millrace.kinesis.server.http;

import org.jspecify.annotations.NullMarked;
