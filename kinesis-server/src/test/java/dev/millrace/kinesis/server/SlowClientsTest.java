package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.action.Subscriptions;
import dev.millrace.kinesis.server.http.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time over sockets: they are cut, what they held is free again, and others don't notice. Times and memory are small here. */
@Timeout(60)
class SlowClientsTest {
    private static final int CONNECTIONS_MAX = 20;
    private static final int IN_FLIGHT_BYTES_MAX = 30 << 20;
    private static final int IDLE_MILLIS = 1_000;
    private static final int REQUEST_MILLIS = 1_500;
    private static final int LARGE_REPLY_BYTES = 9_000_000;
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + RawClient.JSON + "\r\n";

    private KinesisServer server;
    private RawClient raw;
    private LoggedRecords logged;

    @BeforeEach
    void start() {
        start(IDLE_MILLIS);
    }

    private void start(long idleMillis) {
        server = KinesisServer.start(
                KinesisServerSettings.builder().tlsPort(0).build(),
                new HttpSettings.Bounds(4 << 20, IN_FLIGHT_BYTES_MAX, CONNECTIONS_MAX, idleMillis, REQUEST_MILLIS));
        raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);
        logged = new LoggedRecords();
    }

    @AfterEach
    void stop() {
        logged.close();
        server.close();
        assertEquals(List.of(), logged.messages());
    }

    /** Waits for the server to close, and reads what it says before that. */
    private static String untilClosed(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }

    private void othersAreServed() throws Exception {
        assertEquals(200, raw.json("ListStreams", "{}").statusCode());
    }

    @Test
    void aConnectionThatSaysNothingIsCut() throws Exception {
        try (Socket silent = raw.connect()) {
            othersAreServed();
            assertEquals("", untilClosed(silent));
        }
    }

    @Test
    void aConnectionThatIsDoneIsCutAfterItsIdleTime() throws Exception {
        try (Socket done = raw.connect()) {
            done.getOutputStream().write((HEAD + "Content-Length: 0\r\n\r\n").getBytes(US_ASCII));
            assertTrue(untilClosed(done).startsWith("HTTP/1.1 400"));
        }
    }

    @Test
    void headersThatComeByteByByteAreCut() throws Exception {
        try (Socket slow = raw.connect()) {
            assertTrue(isCutWhileDripping(slow, HEAD.getBytes(US_ASCII)));
        }
        othersAreServed();
    }

    @Test
    void aBodyThatComesByteByByteIsCut() throws Exception {
        for (String framing :
                List.of("Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nFFFFF\r\n")) {
            try (Socket slow = raw.connect()) {
                slow.getOutputStream().write((HEAD + framing).getBytes(US_ASCII));
                assertTrue(isCutWhileDripping(slow, "{".repeat(1_000).getBytes(US_ASCII)));
            }
        }
        othersAreServed();
    }

    /** Goes round the bytes until the other side closes; each wait is for that. */
    private static boolean isCutWhileDripping(Socket socket, byte[] bytes) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        socket.setSoTimeout(20);
        OutputStream out = socket.getOutputStream();
        for (int i = 0; System.nanoTime() < end; i++) {
            try {
                out.write(bytes[i % bytes.length]);
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            } catch (java.net.SocketTimeoutException stillOpen) {
                // The next byte, then.
            } catch (IOException closed) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aBodyThatComesOnManyStreamsByteByByteIsCutThoughOthersAreAnswered() throws Exception {
        try (RawHttp2 connection = new RawHttp2(server.endpoint().getPort())) {
            connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("ListStreams"));
            boolean open = true;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            for (int stream = 3; open && System.nanoTime() < end; stream += 2) {
                connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.head("ListStreams"));
                connection.write(RawHttp2.DATA, RawHttp2.END_STREAM, stream, "{}".getBytes(US_ASCII));
                open = connection.read(RawHttp2.DATA) != null
                        && connection.write(RawHttp2.DATA, 0, 1, " ".getBytes(US_ASCII));
            }
            assertTrue(!open, "it was not cut");
        }
    }

    @Test
    void repliesThatAreTakenByteByByteAreCutAndTheirMemoryIsFree() throws Exception {
        String iterator = streamOfLargeReplies();
        try (Socket slow = slowReaderOf(iterator);
                Socket other = slowReaderOf(iterator)) {
            // Two replies fill what there is for all clients, so that a third is too much, but not a short one.
            awaitStatusOfLargeReplies(503, iterator, slow, other);
            othersAreServed();
            awaitStatusOfLargeReplies(200, iterator, slow, other);
        }
    }

    /** As of a process that stands still, or a machine that was switched off. What was on its way stays unsent, though the reader wakes up afterwards. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repliesOfWhichNothingIsTakenAreCutAndTheirMemoryIsFree(boolean tls) throws Exception {
        String iterator = streamOfLargeReplies();
        URI endpoint = tls ? Objects.requireNonNull(server.tlsEndpoint()) : server.endpoint();
        try (Socket still = slowReaderOf(endpoint, iterator);
                Socket other = slowReaderOf(endpoint, iterator)) {
            awaitStatusOfLargeReplies(503, iterator);
            awaitStatusOfLargeReplies(200, iterator);
            try (Socket inItsPlace = slowReaderOf(endpoint, iterator)) {
                awaitStatusOfLargeReplies(200, iterator, inItsPlace);
            }
            assertTrue(untilClosed(still).length() < LARGE_REPLY_BYTES);
            assertTrue(untilClosed(other).length() < LARGE_REPLY_BYTES);
        }
    }

    private Socket slowReaderOf(String iterator) throws Exception {
        return slowReaderOf(server.endpoint(), iterator);
    }

    private static Socket slowReaderOf(URI endpoint, String iterator) throws Exception {
        return slow(endpoint, "GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}");
    }

    private Socket slow(String operation, String body) throws Exception {
        return slow(server.endpoint(), operation, body);
    }

    private static Socket slow(URI endpoint, String operation, String body) throws Exception {
        Socket plain = new Socket();
        plain.setReceiveBufferSize(4096);
        plain.setSoTimeout(20_000);
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()));
        boolean tls = endpoint.getScheme().equals("https");
        Socket slow = tls
                ? TlsTest.trusting().getSocketFactory().createSocket(plain, "localhost", endpoint.getPort(), true)
                : plain;
        slow.getOutputStream()
                .write((HEAD + "X-Amz-Target: Kinesis_20131202." + operation + "\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(US_ASCII));
        assertEquals("HTTP/1.1 200", new String(slow.getInputStream().readNBytes(12), US_ASCII));
        return slow;
    }

    /** The slow ones read a byte now and then, as a client does that wants to look alive. */
    private void awaitStatusOfLargeReplies(int status, String iterator, Socket... slow) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (raw.json("GetRecords", "{'ShardIterator':'" + iterator + "'}").statusCode() != status) {
            assertTrue(System.nanoTime() < end, "Others don't get the status " + status);
            for (Socket each : slow) {
                each.getInputStream().read();
            }
        }
    }

    @Test
    void aSubscriberThatTakesNothingIsCutWhenItsTimeIsOver() throws Exception {
        stop();
        server = KinesisServer.start(KinesisServerSettings.defaults(), new Subscriptions.Times(100, 500, 0));
        raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);
        logged = new LoggedRecords();
        streamOfLargeReplies();
        String registered = RawClient.text(raw.json(
                "RegisterStreamConsumer",
                "{'StreamARN':'arn:aws:kinesis:us-east-1:000000000000:stream/s','ConsumerName':'c'}"));
        Matcher consumer = Pattern.compile("\"ConsumerARN\":\"([^\"]+)\"").matcher(registered);
        assertTrue(consumer.find(), registered);
        String body = "{\"ConsumerARN\":\"" + consumer.group(1)
                + "\",\"ShardId\":\"shardId-0\",\"StartingPosition\":{\"Type\":\"TRIM_HORIZON\"}}";
        try (Socket slow = slow("SubscribeToShard", body)) {
            while (!metrics().contains("kinesis_subscriptions 0\n")) {
                Thread.onSpinWait();
            }
            assertFalse(untilClosed(slow).endsWith("\r\n"), "what was on its way was waited for");
        }
    }

    /** Each asks for far more than there may be in memory, by a request of a few bytes. */
    @Test
    void aConnectionThatAsksForManyLargeRepliesAndTakesNoneGetsOneAndTheOthersAreServed() throws Exception {
        String iterator = streamOfLargeReplies();
        byte[] body = ("{\"ShardIterator\":\"" + iterator + "\"}").getBytes(US_ASCII);
        int requests = 20;
        try (RawHttp2 greedy = new RawHttp2(server.endpoint().getPort())) {
            for (int i = 0; i < requests; i++) {
                greedy.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, RawHttp2.head("GetRecords"));
                greedy.write(RawHttp2.DATA, RawHttp2.END_STREAM, 2 * i + 1, body);
            }
            String refused = "kinesis_refused_total{kind=\"NO_ROOM\"} " + (requests - 1) + "\n";
            while (!metrics().contains(refused)) {
                Thread.onSpinWait();
            }
            assertEquals(
                    200,
                    raw.json("GetRecords", "{'ShardIterator':'" + iterator + "'}")
                            .statusCode());
        }
    }

    private String metrics() throws Exception {
        return raw.http()
                .send(
                        HttpRequest.newBuilder(server.endpoint().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** 9 MB of data and more in Base64, in one shard. Gives where they begin. */
    private String streamOfLargeReplies() throws Exception {
        assertEquals(
                200,
                raw.json("CreateStream", "{'StreamName':'s','ShardCount':1}").statusCode());
        String data = Base64.getEncoder().encodeToString(new byte[1_000_000]);
        for (int i = 0; i < 9; i++) {
            assertEquals(
                    200,
                    raw.json("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'" + data + "'}")
                            .statusCode());
        }
        String reply = RawClient.text(raw.json(
                "GetShardIterator", "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'TRIM_HORIZON'}"));
        Matcher iterator = Pattern.compile("\"ShardIterator\":\"([^\"]+)\"").matcher(reply);
        assertTrue(iterator.find(), reply);
        return iterator.group(1);
    }

    @Test
    void connectionsBeyondTheNumberAreClosedAndTheOthersStay() throws Exception {
        stop();
        start(60_000);
        List<Socket> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                all.add(raw.connect());
            }
            List<Socket> open = new ArrayList<>(all);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (open.size() > CONNECTIONS_MAX && System.nanoTime() < end) {
                open.removeIf(SlowClientsTest::isClosed);
            }
            assertEquals(CONNECTIONS_MAX, open.size());
            for (Socket within : open) {
                within.getOutputStream()
                        .write((HEAD + "Connection: close\r\nContent-Length: 0\r\n\r\n").getBytes(US_ASCII));
                assertTrue(untilClosed(within).startsWith("HTTP/1.1 400"));
            }
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
        othersAreServed();
    }

    /** Whether the server has closed a connection on which it says nothing. */
    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(5);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
