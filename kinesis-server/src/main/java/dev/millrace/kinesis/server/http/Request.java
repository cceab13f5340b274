package dev.millrace.kinesis.server.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What of an HTTP request matters here, its body complete. */
record Request(
        String method,
        @Nullable String contentType,
        @Nullable String target,
        ByteBuffer body) {}
