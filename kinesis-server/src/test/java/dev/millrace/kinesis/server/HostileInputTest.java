package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no honest client sends: each gets an answer or a closed connection, and the server goes on. */
@Timeout(300)
class HostileInputTest {
    private static KinesisServer server;
    private static RawClient raw;

    @BeforeAll
    static void start() {
        server = KinesisServer.start(KinesisServerSettings.defaults());
        raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void unknownOperationsAreToldFromBodiesThatCannotBeRead() throws Exception {
        for (String target : List.of("Kinesis_20131202.NoSuch", "Kinesis_20131202.", "Other_1.ListStreams", "x", "")) {
            HttpResponse<byte[]> response = raw.post(RawClient.JSON, target, "{}".getBytes(UTF_8));
            assertEquals(400, response.statusCode());
            assertEquals("{\"__type\":\"UnknownOperationException\"}", RawClient.text(response));
            assertEquals(
                    "{\"__type\":\"SerializationException\"}",
                    RawClient.text(raw.post(RawClient.JSON, target, "{".getBytes(UTF_8))));
            assertEquals(
                    "{\"__type\":\"UnknownOperationException\"}",
                    RawClient.text(raw.post(RawClient.JSON, target, new byte[0])));
        }
        assertEquals(
                "{\"__type\":\"SerializationException\"}",
                RawClient.text(raw.post(RawClient.JSON, "Kinesis_20131202.ListStreams", new byte[0])));
    }

    @Test
    void otherMethodsAndContentTypesAreRefused() throws Exception {
        String denied =
                "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized"
                        + "</Message>\n</AccessDeniedException>\n";
        HttpResponse<byte[]> get = raw.http()
                .send(HttpRequest.newBuilder(server.endpoint()).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(403, get.statusCode());
        assertEquals(denied, RawClient.text(get));
        HttpResponse<byte[]> noType = raw.post(null, null, "{}".getBytes(UTF_8));
        assertEquals(403, noType.statusCode());
        assertEquals(denied, RawClient.text(noType));
        HttpResponse<byte[]> plain = raw.post("text/plain", "Kinesis_20131202.ListStreams", "{}".getBytes(UTF_8));
        assertEquals(404, plain.statusCode());
        assertEquals("<UnknownOperationException/>\n", RawClient.text(plain));
    }

    static Stream<byte[]> notWellFormed() {
        return Stream.of(
                        "{",
                        "}",
                        "[",
                        "nul",
                        "\"x\"",
                        "7",
                        "{'a':}",
                        "{'a' 1}",
                        "{'a':1}}",
                        "{'a':1} x",
                        "{'a':01}",
                        "{'a':'\\x'}",
                        "{'a':'\n'}",
                        "{a:1}",
                        "{'a':1,}",
                        "'",
                        "\u0000",
                        "{'\\ud800':1}",
                        "[]",
                        "true",
                        "[".repeat(100_000),
                        "{'a':".repeat(100_000),
                        "{'a':" + "1".repeat(100_000) + "}")
                .map(text -> text.replace('\'', '"').getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource
    void notWellFormed(byte[] body) throws Exception {
        HttpResponse<byte[]> response = raw.post(RawClient.JSON, "Kinesis_20131202.ListStreams", body);
        assertEquals(400, response.statusCode());
        assertEquals("{\"__type\":\"SerializationException\"}", RawClient.text(response));
    }

    @Test
    void invalidUtf8IsASerializationException() throws Exception {
        byte[] body = "{\"StreamName\":\"x\"}".getBytes(UTF_8);
        body[15] = (byte) 0xc3;
        assertEquals(
                "{\"__type\":\"SerializationException\"}",
                RawClient.text(raw.post(RawClient.JSON, "Kinesis_20131202.DescribeStream", body)));
    }

    @Test
    void aBrokenBodyIsReportedBeforeAWrongType() throws Exception {
        assertEquals(
                "{\"__type\":\"SerializationException\"}",
                RawClient.text(raw.json("DescribeStream", "{'StreamName':7")));
        assertEquals(
                "{\"__type\":\"SerializationException\",\"Message\":\"class"
                        + " com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String\"}",
                RawClient.text(raw.json("DescribeStream", "{'StreamName':7}")));
    }

    @Test
    void damagedCborOfAnyKindIsAnsweredAndDoesNoHarm() throws Exception {
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        try (CBORGenerator out = new CBORFactory().createGenerator(good)) {
            out.writeStartObject();
            out.writeStringField("StreamName", "nobody");
            out.writeArrayFieldStart("Records");
            for (int i = 0; i < 3; i++) {
                out.writeStartObject();
                out.writeStringField("PartitionKey", "key" + i);
                out.writeBinaryField("Data", new byte[30]);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            byte[] body = good.toByteArray();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(body, 1 + random.nextInt(body.length)) : body;
            HttpResponse<byte[]> response = raw.post(RawClient.CBOR, "Kinesis_20131202.PutRecords", cut);
            assertEquals(400, response.statusCode(), () -> "seed " + seed + ": " + hex(cut));
            assertFalse(
                    RawClient.text(response).contains("Exception:"),
                    () -> "seed " + seed + ": " + RawClient.text(response));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithoutBeingRead() throws Exception {
        for (String framing : List.of("Content-Length: 17000000", "Transfer-Encoding: chunked")) {
            try (Socket socket = raw.connect()) {
                socket.getOutputStream()
                        .write(("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + RawClient.JSON + "\r\n" + framing
                                        + "\r\n\r\n")
                                .getBytes(UTF_8));
                Thread writer = new Thread(() -> flood(socket, framing.contains("chunked")));
                writer.start();
                byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
                assertEquals("HTTP/1.1 413", new String(start, UTF_8));
                writer.join();
            }
        }
    }

    private static void flood(Socket socket, boolean chunked) {
        byte[] block = new byte[1 << 16];
        try {
            for (int i = 0; i < 1000; i++) {
                if (chunked) {
                    socket.getOutputStream().write("10000\r\n".getBytes(UTF_8));
                }
                socket.getOutputStream().write(block);
                if (chunked) {
                    socket.getOutputStream().write("\r\n".getBytes(UTF_8));
                }
            }
        } catch (IOException closedByTheServer) {
            // That is what should happen.
            assertTrue(socket.isConnected());
        }
    }

    static Stream<String> badRequests() {
        String longName = "x".repeat(100_000);
        return Stream.of(
                "GARBAGE\r\n\r\n",
                "POST / HTTP/9.9\r\n\r\n",
                "POST /" + longName + " HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nX: " + longName + "\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" + longName);
    }

    @ParameterizedTest
    @MethodSource
    void badRequests(String request) throws Exception {
        try (Socket socket = raw.connect()) {
            byte[] reply = RawClient.exchange(socket, request.getBytes(UTF_8));
            assertFalse(new String(reply, UTF_8).contains("\tat "), "no stack trace");
            assertFalse(new String(reply, UTF_8).startsWith("HTTP/1.1 200"));
        }
        assertEquals(200, raw.json("ListStreams", "{}").statusCode());
    }

    @Test
    void aClientThatGoesAwayInTheMiddleLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Socket socket = raw.connect()) {
                socket.getOutputStream()
                        .write(("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 15000000\r\n\r\n"
                                        + "x".repeat(1_000_000))
                                .getBytes(UTF_8));
            }
        }
        // Had their bytes not been given back, the limit for all of them together would be near.
        for (int i = 0; i < 20; i++) {
            byte[] large = new byte[15_000_000];
            assertArrayEquals(
                    "{\"__type\":\"SerializationException\"}".getBytes(UTF_8),
                    raw.post(RawClient.JSON, "Kinesis_20131202.ListStreams", large)
                            .body());
        }
    }
}
