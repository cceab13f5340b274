package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.auth.SignedRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of an HTTP request matters here, its body complete.
 *
 * @param headers by their names in lower case; empty if nobody will ask
 * @param local whether it comes from this machine
 */
record Request(
        String method,
        String path,
        String query,
        @Nullable String contentType,
        @Nullable String target,
        Map<String, List<String>> headers,
        boolean local,
        ByteBuffer body) {

    String header(String name) {
        return String.join(",", headers.getOrDefault(name, List.of()));
    }

    SignedRequest signed() {
        return new SignedRequest(method, path, query, headers, body);
    }
}
