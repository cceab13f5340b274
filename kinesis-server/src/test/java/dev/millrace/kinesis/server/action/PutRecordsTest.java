package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PutRecordsTest {
    private final Server server = new Server();

    @Test
    void eachRecordGoesToItsShardInOrder() {
        server.with("s", 3);
        Map<String, Object> reply = server.call(
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'a','Data':'AAAA'},{'PartitionKey':'b','Data':'BBBB'},"
                        + "{'PartitionKey':'e','Data':'CCCC'},{'PartitionKey':'x','ExplicitHashKey':'0','Data':'DDDD'}]}");
        assertEquals("0", reply.get("FailedRecordCount"));
        assertEquals(
                List.of("shardId-000000000000", "shardId-000000000001", "shardId-000000000002", "shardId-000000000000"),
                Server.each(reply, "Records", "ShardId"));
        Map<String, Object> read = server.read(server.trimHorizon("s", 0));
        assertEquals(List.of("AAAA", "DDDD"), Server.each(read, "Records", "Data"));
        List<String> numbers = Server.each(reply, "Records", "SequenceNumber");
        assertEquals(List.of(numbers.get(0), numbers.get(3)), Server.each(read, "Records", "SequenceNumber"));
    }

    @Test
    void takes500RecordsAndNotMore() {
        server.with("s", 1);
        assertEquals(500, Server.list(put(500), "Records").size());
        server.assertFails(
                "ValidationException",
                "1 validation error detected: Value '["
                        + String.join(
                                ", ",
                                Collections.nCopies(
                                        501, "com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310"))
                        + "]' at 'records' failed to satisfy constraint: Member must have length less than or equal to"
                        + " 500",
                "PutRecords",
                records(501));
    }

    private Map<String, Object> put(int count) {
        return server.call("PutRecords", records(count));
    }

    private static String records(int count) {
        List<String> records = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> records.add("{'PartitionKey':'" + i + "','Data':'AAAA'}"));
        return "{'StreamName':'s','Records':[" + String.join(",", records) + "]}";
    }

    @Test
    void takesTenMebibytesAndNotMore() {
        server.call("CreateStream", "{'StreamName':'s','ShardCount':1,'MaxRecordSizeInKiB':10240}");
        String tenMebibytesAndABit = "AAAA".repeat((10 << 20) / 3);
        server.assertInvalidArgument(
                "Records size exceeds 10 MB limit",
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'kk','Data':'" + tenMebibytesAndABit + "'}]}");
        server.call(
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'" + tenMebibytesAndABit + "'}]}");
    }

    @Test
    void refusesWhatIsInvalidAnywhereInTheList() {
        server.assertInvalid(
                "PutRecords",
                "{'Records':[]}",
                "Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal"
                        + " to 1");
        server.assertInvalid(
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':''},{'PartitionKey':'','ExplicitHashKey':''}]}",
                "Value '' at 'records.2.member.partitionKey' failed to satisfy constraint: Member must have length"
                        + " greater than or equal to 1",
                "Value '' at 'records.2.member.explicitHashKey' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: 0|([1-9]\\d{0,38})",
                "Value null at 'records.2.member.data' failed to satisfy constraint: Member must not be null");
        server.with("s", 1);
        server.assertInvalid(
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'" + "AAAA".repeat(349526) + "'}]}",
                "Value 'java.nio.HeapByteBuffer[pos=0 lim=1048578 cap=1048578]' at 'records.1.member.data' failed to"
                        + " satisfy constraint: Member must have length less than or equal to 1048576");
        server.assertInvalidArgument(
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was"
                        + " 999999999999999999999999999999999999999",
                "PutRecords",
                "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'','ExplicitHashKey':'" + "9".repeat(39)
                        + "'}]}");
        assertEquals(List.of(), Server.list(server.read(server.trimHorizon("s", 0)), "Records"));
    }

    @Test
    void reportsAtMostTenViolations() {
        List<String> records = Collections.nCopies(11, "{'PartitionKey':'','Data':''}");
        server.assertInvalid(
                "PutRecords",
                "{'StreamName':'s','Records':[" + String.join(",", records) + "]}",
                IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> "Value '' at 'records." + i
                                + ".member.partitionKey' failed to satisfy constraint: Member must have length"
                                + " greater than or equal to 1")
                        .toArray(String[]::new));
    }

    @Test
    void refusesValuesOfTheWrongType() {
        server.assertWrongType("Expected list or null", "PutRecords", "{'Records':'x'}");
        server.assertWrongType("Start of structure or map found where not expected.", "PutRecords", "{'Records':{}}");
        server.assertWrongType("Expected null", "PutRecords", "{'Records':[1]}");
        server.assertWrongType(
                "Start of list found where not expected", "PutRecords", "{'Records':[{'PartitionKey':[]}]}");
    }

    @Test
    void refusesAStreamThatIsNotThere() {
        server.assertNotFound("Stream s under account 123456789012 not found.", "PutRecords", records(1));
    }

    @Test
    void aFullDiskIsAnInternalFailure() {
        server.with("s", 4);
        server.disk.fullAfterBytes(0);
        server.assertFails("InternalFailure", "null", "PutRecords", records(20));
    }
}
