@NullMarked
package dev.millrace.kinesis.server.http;

import org.jspecify.annotations.NullMarked;
