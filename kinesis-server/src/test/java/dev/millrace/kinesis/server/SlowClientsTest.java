package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.action.Subscriptions;
import dev.millrace.kinesis.server.http.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time over sockets: they are cut, what they held is free again, and others don't notice. Memory is small here, and time moves by hand. */
@Timeout(120)
class SlowClientsTest {
    private static final int CONNECTIONS_MAX = 20;
    private static final int IN_FLIGHT_BYTES_MAX = 30 << 20;
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration REQUEST = Duration.ofMinutes(1);
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int LARGE_REPLY_BYTES = 9_000_000;
    /** More than what comes before the records. */
    private static final int FIRST_BYTES = 10_000;

    private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + RawClient.JSON + "\r\n";

    private final AtomicLong nanos = new AtomicLong();
    private KinesisServer server;
    private RawClient raw;
    private LoggedRecords logged;

    @BeforeEach
    void start() {
        start(IDLE);
    }

    private void start(Duration idle) {
        server = KinesisServer.start(
                KinesisServerSettings.builder().tlsPort(0).build(),
                new HttpSettings.Bounds(
                        4 << 20, IN_FLIGHT_BYTES_MAX, CONNECTIONS_MAX, idle.toMillis(), REQUEST.toMillis()),
                nanos::get);
        raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);
        logged = new LoggedRecords();
    }

    @AfterEach
    void stop() {
        logged.close();
        server.close();
        assertEquals(List.of(), logged.messages());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Others come anew then: a connection from before may be cut for a reply that the server hasn't noticed to be taken. */
    private void passLongerThanARequestMayTake() {
        pass(REQUEST.plusSeconds(1));
        raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);
    }

    /** Waits for the server to close, and reads what it says before that. */
    private static String untilClosed(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        try {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }

    private void othersAreServed() throws Exception {
        assertEquals(200, raw.json("ListStreams", "{}").statusCode());
    }

    @Test
    void aConnectionThatSaysNothingIsCut() throws Exception {
        stop();
        start(Duration.ofSeconds(1));
        try (Socket silent = raw.connect()) {
            assertEquals("", untilClosed(silent));
        }
    }

    @Test
    void aConnectionThatIsDoneIsCutAfterItsIdleTime() throws Exception {
        try (Socket done = raw.connect()) {
            done.getOutputStream().write((HEAD + "Content-Length: 0\r\n\r\n").getBytes(US_ASCII));
            assertEquals("HTTP/1.1 400", new String(done.getInputStream().readNBytes(12), US_ASCII));
            assertTrue(isCutWhile(done, () -> pass(IDLE)));
        }
    }

    @Test
    void headersThatComeByteByByteAreCut() throws Exception {
        try (Socket slow = raw.connect()) {
            assertTrue(isCutWhileDripping(slow, HEAD, IDLE));
        }
        othersAreServed();
    }

    @Test
    void aBodyThatComesByteByByteIsCut() throws Exception {
        for (String framing :
                List.of("Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nFFFFF\r\n")) {
            try (Socket slow = raw.connect()) {
                slow.getOutputStream().write((HEAD + framing).getBytes(US_ASCII));
                assertTrue(isCutWhileDripping(slow, "{".repeat(1_000), REQUEST));
            }
        }
        othersAreServed();
    }

    /** Goes round the text until the other side closes. A sixth of what is allowed passes with each byte. */
    private boolean isCutWhileDripping(Socket socket, String text, Duration allowed) throws IOException {
        OutputStream out = socket.getOutputStream();
        int[] next = {0};
        return isCutWhile(socket, () -> {
            out.write(text.charAt(next[0]++ % text.length()));
            pass(allowed.dividedBy(6));
        });
    }

    private interface Drop {
        void fall() throws IOException;
    }

    /** Lets something happen again and again until the other side closes; each wait is for that. What it says meanwhile is skipped. */
    private static boolean isCutWhile(Socket socket, Drop drop) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        socket.setSoTimeout(20);
        while (System.nanoTime() < end) {
            try {
                drop.fall();
                while (socket.getInputStream().read() >= 0) {}
                return true;
            } catch (SocketTimeoutException stillOpen) {
                // The next drop, then.
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
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            for (int stream = 3; open && System.nanoTime() < end; stream += 2) {
                connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.head("ListStreams"));
                connection.write(RawHttp2.DATA, RawHttp2.END_STREAM, stream, "{}".getBytes(US_ASCII));
                open = connection.read(RawHttp2.DATA) != null
                        && connection.write(RawHttp2.DATA, 0, 1, " ".getBytes(US_ASCII));
                pass(REQUEST.dividedBy(6));
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
            assertEquals(503, statusOfALargeReply(iterator));
            othersAreServed();
            passLongerThanARequestMayTake();
            awaitLargeReplies(iterator, slow, other);
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
            assertEquals(503, statusOfALargeReply(iterator));
            passLongerThanARequestMayTake();
            awaitLargeReplies(iterator);
            try (Socket inItsPlace = slowReaderOf(endpoint, iterator)) {
                awaitLargeReplies(iterator, inItsPlace);
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
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()));
        boolean tls = endpoint.getScheme().equals("https");
        Socket slow = tls
                ? TlsTest.trusting().getSocketFactory().createSocket(plain, "localhost", endpoint.getPort(), true)
                : plain;
        slow.getOutputStream()
                .write((HEAD + "X-Amz-Target: Kinesis_20131202." + operation
                                + "\r\nConnection: close\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(US_ASCII));
        assertEquals("HTTP/1.1 200", new String(slow.getInputStream().readNBytes(12), US_ASCII));
        return slow;
    }

    private int statusOfALargeReply(String iterator) throws Exception {
        return raw.json("GetRecords", "{'ShardIterator':'" + iterator + "'}").statusCode();
    }

    /** Waits for memory to be free again. The slow ones read a byte now and then, as a client does that wants to look alive. */
    private void awaitLargeReplies(String iterator, Socket... slow) throws Exception {
        while (statusOfALargeReply(iterator) != 200) {
            for (Socket each : slow) {
                try {
                    each.getInputStream().read();
                } catch (SocketException reset) {
                    // So it was cut.
                }
            }
        }
    }

    @Test
    void aSubscriberThatTakesNothingIsCutWhenItsTimeIsOver() throws Exception {
        stop();
        AtomicLong nowMillis = new AtomicLong(System.currentTimeMillis());
        server = KinesisServer.start(
                KinesisServerSettings.builder()
                        .clock(() -> Instant.ofEpochMilli(nowMillis.get()))
                        .build(),
                new Subscriptions.Times(100, 500, 0));
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
        // What the operating system still has room for ends in good order: then the client's side wasn't full yet.
        while (untilCut(body, nowMillis).endsWith("\r\n")) {}
    }

    /** Subscribes, takes next to nothing until the time is over, and then all that comes. */
    private String untilCut(String subscription, AtomicLong nowMillis) throws Exception {
        try (Socket slow = slow("SubscribeToShard", subscription)) {
            slow.getInputStream().readNBytes(FIRST_BYTES);
            awaitSubscriptions(1);
            nowMillis.addAndGet(1_000);
            awaitSubscriptions(0);
            slow.setReceiveBufferSize(1 << 20);
            return untilClosed(slow);
        }
    }

    private void awaitSubscriptions(int count) throws Exception {
        while (!metrics().contains("kinesis_subscriptions " + count + "\n")) {
            Thread.onSpinWait();
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
            assertEquals(200, statusOfALargeReply(iterator));
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
        List<Socket> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                all.add(raw.connect());
            }
            List<Socket> open = new ArrayList<>(all);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
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
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
