package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Floods of HTTP/2: each is answered or its connection cut, is logged once at most, and others don't notice. */
@Timeout(300)
class Http2FloodTest {
    private static final int FLOOD = 100_000;
    private static KinesisServer server;

    private LoggedRecords logged;

    @BeforeAll
    static void start() {
        server = KinesisServer.start(KinesisServerSettings.defaults());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void listen() {
        logged = new LoggedRecords();
    }

    @AfterEach
    void othersAreServedAndLittleIsLogged() throws Exception {
        try {
            assertEquals(
                    200,
                    RawClient.of(server, HttpClient.Version.HTTP_1_1)
                            .json("ListStreams", "{}")
                            .statusCode());
            assertTrue(logged.messages().size() <= 1, () -> logged.messages().toString());
        } finally {
            logged.close();
        }
    }

    private static RawHttp2 connect() throws Exception {
        return new RawHttp2(server.endpoint().getPort());
    }

    /** Writes the same frame again and again until the server cuts the connection; false if it never does. */
    private static boolean isCut(RawHttp2 connection, byte[] frames) {
        for (int i = 0; i < FLOOD; i++) {
            if (!connection.writeAll(frames)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void requestsAreAnsweredFrameByFrame() throws Exception {
        try (RawHttp2 connection = connect()) {
            connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("ListStreams"));
            connection.write(RawHttp2.DATA, RawHttp2.END_STREAM, 1, "{}".getBytes(US_ASCII));
            RawHttp2.Frame reply = connection.read(RawHttp2.DATA);
            assertNotNull(reply);
            String body = reply.text();
            assertTrue(body.startsWith("{\"StreamNames\":[],\"HasMoreStreams\":false"), body);
        }
    }

    @Test
    void pingsWhoseAnswersNobodyReadsAreCut() throws Exception {
        try (RawHttp2 connection = connect()) {
            byte[] pings = repeated(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]), 100);
            assertTrue(isCut(connection, pings));
        }
    }

    @Test
    void settingsWhoseAnswersNobodyReadsAreCut() throws Exception {
        try (RawHttp2 connection = connect()) {
            byte[] settings = repeated(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]), 100);
            assertTrue(isCut(connection, settings));
        }
    }

    @Test
    void streamsThatAreOpenedAndResetAreCut() throws Exception {
        try (RawHttp2 connection = connect()) {
            boolean cut = false;
            for (int stream = 1; stream < 2 * FLOOD && !cut; stream += 2) {
                cut = !connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.head("ListStreams"))
                        || !connection.write(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
            assertTrue(cut);
        }
    }

    @Test
    void headersThatGoOnForEverAreCut() throws Exception {
        for (int size : new int[] {0, 1, 16_000}) {
            try (RawHttp2 connection = connect()) {
                connection.write(RawHttp2.HEADERS, 0, 1, RawHttp2.head("ListStreams"));
                byte[] more = RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, literals(size));
                assertTrue(isCut(connection, more), size + " bytes a frame");
            }
        }
    }

    /** Whole headers of so many bytes together, or part of one. */
    private static byte[] literals(int bytes) {
        if (bytes < 100) {
            return new byte[bytes];
        }
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        while (block.size() < bytes) {
            block.writeBytes(new byte[] {0, 1, 'x', 80});
            block.writeBytes(new byte[80]);
        }
        return block.toByteArray();
    }

    @Test
    void emptyDataThatGoesOnForEverIsCut() throws Exception {
        try (RawHttp2 connection = connect()) {
            connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("ListStreams"));
            assertTrue(isCut(connection, RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[0])));
        }
    }

    @Test
    void moreStreamsThanThereMayBeAreRefusedOneByOne() throws Exception {
        int streams = 1_200;
        try (RawHttp2 connection = connect()) {
            for (int i = 0; i < streams; i++) {
                connection.write(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, RawHttp2.head("ListStreams"));
            }
            Set<Integer> refused = new HashSet<>();
            for (int i = 0; i < streams - 1_000; i++) {
                RawHttp2.Frame frame = connection.read(RawHttp2.RST_STREAM);
                assertNotNull(frame);
                assertEquals(7, frame.payload().getInt(0));
                refused.add(frame.stream());
            }
            assertEquals(streams - 1_000, refused.size());
            connection.write(RawHttp2.DATA, RawHttp2.END_STREAM, 1, "{}".getBytes(US_ASCII));
            assertNotNull(connection.read(RawHttp2.DATA));
        }
    }

    @Test
    void framesOutOfPlaceEndTheConnectionWithAReason() throws Exception {
        byte[] tooLong = new byte[16_385];
        byte[][] wrong = {
            RawHttp2.frame(RawHttp2.DATA, 0, 0, new byte[1]),
            RawHttp2.frame(RawHttp2.DATA, 0, 7, new byte[1]),
            RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[7]),
            RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[5]),
            RawHttp2.frame(RawHttp2.SETTINGS, 0, 1, new byte[0]),
            RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, 0, new byte[4]),
            RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, new byte[1]),
            RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2, RawHttp2.head("ListStreams")),
            RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, new byte[] {(byte) 0xFF, (byte) 0xFF, 1}),
            RawHttp2.frame(RawHttp2.DATA, 0, 1, tooLong),
        };
        for (byte[] frame : wrong) {
            try (RawHttp2 connection = connect()) {
                connection.writeAll(frame);
                RawHttp2.Frame reason = connection.read(RawHttp2.GOAWAY);
                assertNotNull(reason, () -> java.util.HexFormat.of().formatHex(frame, 0, 9));
                assertTrue(reason.payload().getInt(4) > 0);
            }
        }
    }

    private static byte[] repeated(byte[] frame, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }
}
