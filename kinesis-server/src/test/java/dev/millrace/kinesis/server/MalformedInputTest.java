package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no client should send is in the log once for each kind, however often it comes, and counted at {@code /metrics}. */
@Timeout(300)
class MalformedInputTest {
    private static final int TIMES = 4;

    private final KinesisServer server =
            KinesisServer.start(KinesisServerSettings.builder().tlsPort(0).build());
    private final RawClient raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);

    @AfterEach
    void close() {
        server.close();
    }

    private interface Sender {
        void send() throws Exception;
    }

    private void assertLoggedOnce(String kind, String words, Sender sender) throws Exception {
        try (LoggedRecords logged = new LoggedRecords(Level.INFO)) {
            for (int i = 0; i < TIMES; i++) {
                sender.send();
            }
            String expected = "kinesis_refused_total{kind=\"" + kind + "\"} " + TIMES + "\n";
            while (!metrics().contains(expected) || logged.messages().isEmpty()) {
                Thread.onSpinWait();
            }
            assertEquals(1, logged.messages().size(), () -> kind + ": " + logged.messages());
            String message = logged.messages().get(0);
            assertTrue(message.contains(words), message);
        }
    }

    private String metrics() throws IOException, InterruptedException {
        return raw.http()
                .send(
                        HttpRequest.newBuilder(server.endpoint().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void sendBytes(URI endpoint, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            assertTrue(RawClient.exchange(socket, bytes).length < 10_000);
        }
    }

    @Test
    void requestsThatAreNoneAreLoggedOnce() throws Exception {
        assertLoggedOnce(
                "NO_OPERATION",
                "names no operation",
                () -> assertEquals(
                        403, raw.post(null, null, "{}".getBytes(UTF_8)).statusCode()));
        assertLoggedOnce(
                "UNKNOWN_OPERATION",
                "Kinesis doesn't have",
                () -> assertEquals(400, raw.json("NoSuch", "{}").statusCode()));
        assertLoggedOnce(
                "UNREADABLE",
                "can't be read",
                () -> assertEquals(400, raw.json("ListStreams", "{").statusCode()));
        assertLoggedOnce(
                "TOO_LARGE",
                "too large",
                () -> sendBytes(
                        server.endpoint(),
                        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 17000000\r\n\r\n" + "x".repeat(17_000_000))
                                .getBytes(US_ASCII)));
    }

    @Test
    void bytesThatAreNoRequestsAreLoggedOnce() throws Exception {
        byte[][] garbage = {
            "GARBAGE\r\n\r\n".getBytes(US_ASCII),
            ("POST / HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n").getBytes(US_ASCII),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame but long enough for one".getBytes(US_ASCII),
            "PRI * HTTP/1.1\r\n\r\n".getBytes(US_ASCII)
        };
        int[] next = {0};
        assertLoggedOnce("NO_HTTP", "no HTTP", () -> sendBytes(server.endpoint(), garbage[next[0]++]));
        URI tls = Objects.requireNonNull(server.tlsEndpoint());
        // The client is known, but not to what makes TLS of its bytes.
        assertLoggedOnce("NO_TLS", "a client that is gone", () -> sendBytes(tls, garbage[0]));
    }

    /** Mistakes of programs are answered to them; they are no news for who runs the server. */
    @Test
    void mistakesThatKinesisHasErrorsForAreNotLogged() throws Exception {
        try (LoggedRecords logged = new LoggedRecords(Level.INFO)) {
            assertEquals(
                    400, raw.json("DescribeStream", "{'StreamName':'nobody'}").statusCode());
            assertEquals(400, raw.json("CreateStream", "{'StreamName':'?'}").statusCode());
            assertEquals(List.of(), logged.messages());
        }
    }
}
