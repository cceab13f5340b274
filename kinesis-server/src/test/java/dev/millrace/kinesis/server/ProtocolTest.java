package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire, good and bad, without anybody's SDK in between. */
@Timeout(300)
class ProtocolTest {
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
    void everyReplyCarriesTheIdsAndErrorsCarryTheirType() throws Exception {
        HttpResponse<byte[]> good = raw.json("ListStreams", "{'Limit':1,'ExclusiveStartStreamName':'zzz'}");
        assertEquals(200, good.statusCode());
        assertEquals("{\"StreamNames\":[],\"HasMoreStreams\":false,\"StreamSummaries\":[]}", RawClient.text(good));
        assertEquals(RawClient.JSON, good.headers().firstValue("content-type").orElse(""));
        assertTrue(good.headers()
                .firstValue("x-amzn-RequestId")
                .orElse("")
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        assertEquals(96, good.headers().firstValue("x-amz-id-2").orElse("").length());

        HttpResponse<byte[]> bad = raw.json("DescribeStream", "{'StreamName':'x'}");
        assertEquals(400, bad.statusCode());
        assertEquals(
                "{\"__type\":\"ResourceNotFoundException\",\"message\":\"Stream x under account 000000000000 not"
                        + " found.\"}",
                RawClient.text(bad));
        assertEquals(
                "ResourceNotFoundException",
                bad.headers().firstValue("x-amzn-ErrorType").orElse(""));
        assertNotEquals(
                good.headers().firstValue("x-amzn-RequestId"), bad.headers().firstValue("x-amzn-RequestId"));
    }

    @Test
    void operationsWithoutAReplyGiveAnEmptyBody() throws Exception {
        HttpResponse<byte[]> response = raw.json("CreateStream", "{'StreamName':'empty','ShardCount':1}");
        assertEquals(200, response.statusCode());
        assertEquals(0, response.body().length);
    }

    @Test
    void cborHasTaggedMillisecondsAndByteStrings() throws Exception {
        raw.json("CreateStream", "{'StreamName':'cbor','ShardCount':1}");
        byte[] data = {0, 1, 2, (byte) 0xff};
        ByteArrayOutputStream put = new ByteArrayOutputStream();
        try (CBORGenerator out = new CBORFactory().createGenerator(put)) {
            out.writeStartObject(3);
            out.writeStringField("StreamName", "cbor");
            out.writeStringField("PartitionKey", "k");
            out.writeBinaryField("Data", data);
            out.writeEndObject();
        }
        HttpResponse<byte[]> stored = raw.post(RawClient.CBOR, "Kinesis_20131202.PutRecord", put.toByteArray());
        assertEquals(200, stored.statusCode());
        assertEquals(RawClient.CBOR, stored.headers().firstValue("content-type").orElse(""));
        String text = RawClient.text(raw.json(
                "GetShardIterator", "{'StreamName':'cbor','ShardId':'shardId-0','ShardIteratorType':'TRIM_HORIZON'}"));
        String iterator = text.substring(text.indexOf(":\"") + 2, text.length() - 2);
        ByteArrayOutputStream get = new ByteArrayOutputStream();
        try (CBORGenerator out = new CBORFactory().createGenerator(get)) {
            out.writeStartObject();
            out.writeStringField("ShardIterator", iterator);
            out.writeEndObject();
        }
        String read = new String(
                raw.post(RawClient.CBOR, "Kinesis_20131202.GetRecords", get.toByteArray())
                        .body(),
                ISO_8859_1);
        // A tag of 1 and an integer of eight bytes; a byte string of four bytes.
        assertTrue(read.contains("ApproximateArrivalTimestamp\u00c1\u001b"), read);
        assertTrue(read.contains("dDataD" + new String(data, ISO_8859_1)), read);
    }

    @Test
    void timestampsAreSecondsWithAFractionInAnyNotation() throws Exception {
        for (String timestamp : List.of("1.5E9", "1500000000", "1500000000.123", "0", "-1", "1e400", "1e400000000")) {
            String reply = RawClient.text(raw.json(
                    "GetShardIterator",
                    "{'StreamName':'none','ShardId':'0','ShardIteratorType':'AT_TIMESTAMP','Timestamp':" + timestamp
                            + "}"));
            assertTrue(reply.contains("does not exist"), reply);
        }
    }

    @Test
    void anyHostIsServed() throws Exception {
        try (Socket socket = raw.connect()) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\n"
                                    + "Host: kinesis.us-east-1.amazonaws.com\r\n"
                                    + "Connection: close\r\n"
                                    + "Content-Type: "
                                    + RawClient.JSON
                                    + "\r\n"
                                    + "X-Amz-Target: Kinesis_20131202.ListStreams\r\n"
                                    + "Content-Length: 2\r\n\r\n"
                                    + "{}")
                            .getBytes(UTF_8));
            String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(reply.startsWith("HTTP/1.1 200 OK"), reply);
        }
    }

    /** As curl and others ask before they send a large body; unanswered they wait for a second first. */
    @Test
    void aClientThatAsksBeforeItSendsItsBodyIsTold() throws Exception {
        try (Socket socket = raw.connect()) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: "
                                    + RawClient.JSON
                                    + "\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\nContent-Length: 2\r\n\r\n")
                            .getBytes(UTF_8));
            String told = "HTTP/1.1 100 Continue\r\n\r\n";
            assertEquals(told, new String(socket.getInputStream().readNBytes(told.length()), UTF_8));
            socket.getOutputStream().write("{}".getBytes(UTF_8));
            String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(reply.startsWith("HTTP/1.1 200 OK"), reply);
        }
    }

    @Test
    void onePortSpeaksHttp2ByUpgradeAndByPriorKnowledge() throws Exception {
        HttpResponse<byte[]> upgraded =
                RawClient.of(server, HttpClient.Version.HTTP_2).json("ListStreams", "{}");
        assertEquals(200, upgraded.statusCode());
        assertEquals(HttpClient.Version.HTTP_2, upgraded.version());

        try (Socket socket = raw.connect()) {
            byte[] emptySettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
            socket.getOutputStream().write(emptySettings);
            byte[] frame = socket.getInputStream().readNBytes(9);
            assertEquals(4, frame[3], () -> "not a SETTINGS frame: " + Arrays.toString(frame));
        }
    }

    @Test
    void manyRequestsOfOneConnectionAreAnsweredInTheirOrder() throws Exception {
        try (Socket socket = raw.connect()) {
            String requests = Stream.of("a", "b", "c", "d")
                    .map(name -> "{\"StreamName\":\"" + name + "\"}")
                    .map(body -> "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + RawClient.JSON
                            + "\r\nX-Amz-Target: Kinesis_20131202.DescribeStream\r\nContent-Length: " + body.length()
                            + "\r\n" + (body.contains("d") ? "Connection: close\r\n" : "") + "\r\n" + body)
                    .collect(Collectors.joining());
            socket.getOutputStream().write(requests.getBytes(UTF_8));
            String replies = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(
                    replies.matches("(?s).*Stream a under.*Stream b under.*Stream c under.*Stream d under.*"), replies);
        }
    }
}
