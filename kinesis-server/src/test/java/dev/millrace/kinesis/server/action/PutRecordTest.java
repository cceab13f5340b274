package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class PutRecordTest {
    private final Server server = new Server();

    @Test
    void goesToTheShardOfItsKeysMd5() {
        server.with("s", 3);
        assertEquals("shardId-000000000000", shardOf("'PartitionKey':'a'"));
        assertEquals("shardId-000000000001", shardOf("'PartitionKey':'b'"));
        assertEquals("shardId-000000000002", shardOf("'PartitionKey':'e'"));
    }

    @Test
    void anExplicitHashKeyOverridesThePartitionKey() {
        server.with("s", 2);
        assertEquals("shardId-000000000000", shardOf("'PartitionKey':'a','ExplicitHashKey':'0'"));
        assertEquals(
                "shardId-000000000000",
                shardOf("'PartitionKey':'a','ExplicitHashKey':'170141183460469231731687303715884105727'"));
        assertEquals("shardId-000000000001", shardOf("'PartitionKey':'a','ExplicitHashKey':'" + Server.HALF_KEY + "'"));
        assertEquals("shardId-000000000001", shardOf("'PartitionKey':'a','ExplicitHashKey':'" + Server.MAX_KEY + "'"));
        server.assertInvalidArgument(
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was"
                        + " 340282366920938463463374607431768211456",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'a','Data':'','ExplicitHashKey':'340282366920938463463374607431768211456'}");
    }

    private String shardOf(String keys) {
        return Server.text(server.call("PutRecord", "{'StreamName':'s','Data':'AAAA'," + keys + "}"), "ShardId");
    }

    @Test
    void sequenceNumbersGrowAndNameTheirShard() {
        server.with("s", 1);
        String first = server.put("s", "k", "AAAA");
        String second = server.put("s", "k", "AAAA");
        assertTrue(new BigInteger(second).compareTo(new BigInteger(first)) > 0);
        assertEquals(56, first.length());
        String hex = new BigInteger(first).toString(16);
        // Version, the shard's creation, its index, the record's index, its arrival, the shard's index again.
        assertEquals("2" + "06b016ba0" + "0" + "0000000000000001" + "00" + "06b016ba0" + "00000000" + "2", hex);
    }

    @Test
    void storesKeyDataAndTimeOfArrival() {
        server.with("s", 1);
        server.put("s", "kä€𝄞", "AAEC/w==");
        Map<String, Object> record = Server.map(
                Server.list(server.read(server.trimHorizon("s", 0)), "Records").get(0));
        assertEquals("kä€𝄞", record.get("PartitionKey"));
        assertEquals("AAEC/w==", record.get("Data"));
        assertEquals("1795255200.000", record.get("ApproximateArrivalTimestamp"));
    }

    @Test
    void takesNoDataAndAMebibyteButNotMore() {
        server.with("s", 1);
        server.put("s", "k", "");
        server.put("s", "k", "AAAA".repeat((1 << 20) / 3) + "AA==");
        server.assertInvalid(
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'k','Data':'" + "AAAA".repeat((1 << 20) / 3) + "AAA='}",
                "Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at 'data' failed to satisfy constraint:"
                        + " Member must have length less than or equal to 1048576");
        server.call("CreateStream", "{'StreamName':'large','ShardCount':1,'MaxRecordSizeInKiB':2048}");
        server.put("large", "k", "AAAA".repeat((2 << 20) / 3));
        assertEquals(
                2,
                Server.list(server.read(server.trimHorizon("s", 0)), "Records").size());
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'" + "k".repeat(257)
                        + "','ExplicitHashKey':'01','SequenceNumberForOrdering':'x'}",
                "Value 'x' at 'sequenceNumberForOrdering' failed to satisfy constraint: Member must satisfy regular"
                        + " expression pattern: 0|([1-9]\\d{0,128})",
                "Value '" + "k".repeat(257)
                        + "' at 'partitionKey' failed to satisfy constraint: Member must have length less than or"
                        + " equal to 256",
                "Value '01' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: 0|([1-9]\\d{0,38})",
                "Value null at 'data' failed to satisfy constraint: Member must not be null");
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'a','Data':''}");
    }

    @Test
    void refusesDataThatIsNotBase64() {
        server.assertWrongType(
                "'abc' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but"
                        + " found: 3",
                "PutRecord",
                "{'Data':'abc'}");
        server.assertWrongType(
                "'a*cd' can not be converted to a Blob: Invalid Base64 character: '*'", "PutRecord", "{'Data':'a*cd'}");
        server.assertWrongType(
                "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to a Blob",
                "PutRecord",
                "{'Data':1}");
    }

    @Test
    void theMinimumForOrderingMustBeASequenceNumberOfThePast() {
        server.with("s", 1);
        String earlier = server.put("s", "k", "AAAA");
        server.call(
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'k','Data':'','SequenceNumberForOrdering':'" + earlier + "'}");
        server.assertInvalidArgument(
                "ExclusiveMinimumSequenceNumber 5 used in PutRecord on stream s under account 123456789012 is invalid.",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'k','Data':'','SequenceNumberForOrdering':'5'}");
    }

    @Test
    void afterASplitRecordsGoToTheChildren() {
        server.with("s", 1);
        String before = server.put("s", "k", "AAAA");
        server.call(
                "SplitShard",
                "{'StreamName':'s','ShardToSplit':'shardId-0','NewStartingHashKey':'" + Server.HALF_KEY + "'}");
        Map<String, Object> reply = server.call("PutRecord", "{'StreamName':'s','PartitionKey':'a','Data':''}");
        assertEquals("shardId-000000000001", Server.text(reply, "ShardId"));
        assertTrue(new BigInteger(Server.text(reply, "SequenceNumber")).compareTo(new BigInteger(before)) > 0);
    }

    /** Also where it is met again each second, by another call. */
    @Test
    void aFullDiskIsLoggedOnceAndItsEndToo() {
        List<Level> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getLevel());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.millrace.kinesis.server.store.ShardLog");
        logger.addHandler(handler);
        try {
            server.with("s", 1);
            String put = "{'StreamName':'s','PartitionKey':'k','Data':'AAAA'}";
            server.disk.fullAfterBytes(0);
            for (int i = 0; i < 3; i++) {
                server.assertFails("InternalFailure", "null", "PutRecord", put);
                server.advance(java.time.Duration.ofSeconds(1));
            }
            server.disk.fullAfterBytes(1 << 20);
            server.put("s", "k", "BBBB");
            assertEquals(List.of(Level.SEVERE, Level.INFO), logged);
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void aFullDiskIsAnInternalFailureAndReadsGoOnAndWritesToo() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        server.disk.fullAfterBytes(0);
        server.assertFails(
                "InternalFailure", "null", "PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'AAAA'}");
        assertEquals(List.of("AAAA"), Server.each(server.read(server.trimHorizon("s", 0)), "Records", "Data"));
        server.disk.fullAfterBytes(1 << 20);
        server.assertFails(
                "InternalFailure", "null", "PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'AAAA'}");
        server.advance(java.time.Duration.ofSeconds(1));
        server.put("s", "k", "BBBB");
        assertEquals(List.of("AAAA", "BBBB"), Server.each(server.read(server.trimHorizon("s", 0)), "Records", "Data"));
    }
}
