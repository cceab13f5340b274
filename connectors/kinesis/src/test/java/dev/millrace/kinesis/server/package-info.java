/** What tests of the connector need of the server beyond its API. */
@NullMarked
package dev.millrace.kinesis.server;

import org.jspecify.annotations.NullMarked;
