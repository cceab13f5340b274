package dev.millrace.kinesis.server.auth;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * What a signature is over.
 *
 * @param headers in lower case, with all values of a name; {@code host} is among them
 */
public record SignedRequest(
        String method, String path, String query, Map<String, List<String>> headers, ByteBuffer body) {
    String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : String.join(",", values);
    }
}
