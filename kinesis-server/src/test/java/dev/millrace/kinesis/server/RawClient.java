package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP with a server as no SDK would. */
record RawClient(URI endpoint, HttpClient http) {
    static final String JSON = "application/x-amz-json-1.1";
    static final String CBOR = "application/x-amz-cbor-1.1";

    static RawClient of(KinesisServer server, HttpClient.Version version) {
        return new RawClient(
                server.endpoint(), HttpClient.newBuilder().version(version).build());
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), endpoint.getPort());
    }

    HttpResponse<byte[]> post(@Nullable String type, @Nullable String target, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (target != null) {
            request.header("X-Amz-Target", target);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Quotes in the body may be single ones. */
    HttpResponse<byte[]> json(String operation, String body) throws IOException, InterruptedException {
        return post(
                JSON, "Kinesis_20131202." + operation, body.replace('\'', '"').getBytes(UTF_8));
    }

    /** Writes bytes, and nothing afterwards, and reads until the server closes, which it may do before it has taken them all. */
    static byte[] exchange(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (SocketException closedAlready) {
            // What it has said can be read nevertheless.
        }
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }
}
