package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.store.SequenceNumber;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GetShardIteratorTest {
    private final Server server = new Server();

    private String iterator(String rest) {
        String token = Server.text(
                server.call("GetShardIterator", "{'StreamName':'s','ShardId':'shardId-0'," + rest + "}"),
                "ShardIterator");
        assertTrue(token.length() <= 512);
        return token;
    }

    private List<String> readFrom(String rest) {
        return Server.each(server.read(iterator(rest)), "Records", "Data");
    }

    @Test
    void everyTypeBeginsAtItsPlace() {
        server.with("s", 1);
        String first = server.put("s", "k", "AAAA");
        server.advance(Duration.ofSeconds(10));
        String second = server.put("s", "k", "BBBB");
        server.advance(Duration.ofSeconds(10));
        server.put("s", "k", "CCCC");
        assertEquals(List.of("AAAA", "BBBB", "CCCC"), readFrom("'ShardIteratorType':'TRIM_HORIZON'"));
        assertEquals(List.of(), readFrom("'ShardIteratorType':'LATEST'"));
        assertEquals(
                List.of("BBBB", "CCCC"),
                readFrom("'ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'" + second + "'"));
        assertEquals(
                List.of("BBBB", "CCCC"),
                readFrom("'ShardIteratorType':'AFTER_SEQUENCE_NUMBER','StartingSequenceNumber':'" + first + "'"));
        long start = server.instant().getEpochSecond() - 20;
        assertEquals(List.of("AAAA", "BBBB", "CCCC"), atTimestamp(start - 3600 + ""));
        assertEquals(List.of("AAAA", "BBBB", "CCCC"), atTimestamp(start + ""));
        assertEquals(List.of("BBBB", "CCCC"), atTimestamp(start + ".001"));
        assertEquals(List.of("BBBB", "CCCC"), atTimestamp(start + 10 + ""));
        assertEquals(List.of("CCCC"), atTimestamp(start + 20 + ""));
    }

    private List<String> atTimestamp(String seconds) {
        return readFrom("'ShardIteratorType':'AT_TIMESTAMP','Timestamp':" + seconds);
    }

    @Test
    void latestGivesWhatComesLater() {
        server.with("s", 1);
        server.put("s", "k", "AAAA");
        String latest = iterator("'ShardIteratorType':'LATEST'");
        String now = iterator("'ShardIteratorType':'AT_TIMESTAMP','Timestamp':"
                + server.instant().getEpochSecond());
        server.put("s", "k", "BBBB");
        assertEquals(List.of("BBBB"), Server.each(server.read(latest), "Records", "Data"));
        assertEquals(List.of("AAAA", "BBBB"), Server.each(server.read(now), "Records", "Data"));
    }

    @Test
    void theShardsOwnStartingNumberLeadsToItsFirstRecord() {
        server.with("s", 1);
        String start = Server.text(
                Server.map(Server.list(server.call("ListShards", "{'StreamName':'s'}"), "Shards")
                        .get(0)),
                "SequenceNumberRange",
                "StartingSequenceNumber");
        server.put("s", "k", "AAAA");
        assertEquals(
                List.of("AAAA"),
                readFrom("'ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'" + start + "'"));
        assertEquals(
                List.of("AAAA"),
                readFrom("'ShardIteratorType':'AFTER_SEQUENCE_NUMBER','StartingSequenceNumber':'" + start + "'"));
    }

    @Test
    void aNumberThatNoRecordHasLeadsToTheNextRecord() {
        server.with("s", 1);
        String first = server.put("s", "k", "AAAA");
        server.put("s", "k", "BBBB");
        SequenceNumber number = Objects.requireNonNull(SequenceNumber.parse(first));
        String between = new SequenceNumber(
                        number.shardCreatedSeconds(), number.shardIndex(), number.index() + 1, number.seconds())
                .toString();
        String afterAll = new SequenceNumber(
                        number.shardCreatedSeconds(), number.shardIndex(), SequenceNumber.INDEX_MAX, number.seconds())
                .toString();
        for (String type : List.of("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")) {
            assertEquals(
                    List.of("BBBB"),
                    readFrom("'ShardIteratorType':'" + type + "','StartingSequenceNumber':'" + between + "'"));
            assertEquals(
                    List.of(),
                    readFrom("'ShardIteratorType':'" + type + "','StartingSequenceNumber':'" + afterAll + "'"));
        }
    }

    @Test
    void shardIdsAreTakenInShortFormsToo() {
        server.with("s", 1);
        for (String id : List.of("shardId-0", "0", "anything-000", "shardId-000000000000")) {
            server.call("GetShardIterator", "{'StreamName':'s','ShardId':'" + id + "','ShardIteratorType':'LATEST'}");
        }
    }

    @Test
    void refusesShardsThatAreNotThere() {
        server.assertNotFound(
                "Could not find shard abc in stream s under account 123456789012.",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'abc','ShardIteratorType':'LATEST'}");
        server.assertNotFound(
                "Could not find shard shardId-002147483648 in stream s under account 123456789012.",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'shardId-002147483648','ShardIteratorType':'LATEST'}");
        server.assertNotFound(
                "Shard shardId-000000000000 in stream s under account 123456789012 does not exist",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'LATEST'}");
        server.with("s", 1);
        server.assertNotFound(
                "Shard shardId-002147483647 in stream s under account 123456789012 does not exist",
                "GetShardIterator",
                "{'StreamName':'s','ShardId':'2147483647','ShardIteratorType':'LATEST'}");
    }

    @Test
    void typeAndNumberMustGoTogether() {
        server.with("s", 1);
        String rule =
                "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or"
                        + " (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ";
        refused(rule + "AT_SEQUENCE_NUMBER and no StartingSequenceNumber.", "'ShardIteratorType':'AT_SEQUENCE_NUMBER'");
        refused(
                rule + "AFTER_SEQUENCE_NUMBER and no StartingSequenceNumber.",
                "'ShardIteratorType':'AFTER_SEQUENCE_NUMBER'");
        refused(
                rule + "LATEST and also a StartingSequenceNumber.",
                "'ShardIteratorType':'LATEST','StartingSequenceNumber':'5'");
        refused(
                rule + "TRIM_HORIZON and also a StartingSequenceNumber.",
                "'ShardIteratorType':'TRIM_HORIZON','StartingSequenceNumber':'5'");
    }

    @Test
    void refusesNumbersOfOtherShardsAndStreams() {
        server.with("s", 2);
        String invalid =
                " used in GetShardIterator on shard shardId-000000000000 in stream s under account 123456789012"
                        + " is invalid";
        refused("StartingSequenceNumber 5" + invalid + ".", at("5"));
        String otherShard = new SequenceNumber(1795255200, 1, 7, 1795255200).toString();
        refused(
                "Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a call to a"
                        + " shard with shardId-000000000000",
                at(otherShard));
        String otherStream = new SequenceNumber(1795255199, 0, 7, 1795255200).toString();
        refused(
                "StartingSequenceNumber " + otherStream + invalid + " because it did not come from this stream.",
                at(otherStream));
    }

    private static String at(String number) {
        return "'ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'" + number + "'";
    }

    @Test
    void aTimestampMustBeGivenAndNotLieInTheFuture() {
        server.with("s", 1);
        refused(
                "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no"
                        + " timestamp parameter.",
                "'ShardIteratorType':'AT_TIMESTAMP'");
        refused(
                "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
                        + " timestampInMillis: 1795255200001, currentTimestampInMillis: 1795255200000",
                "'ShardIteratorType':'AT_TIMESTAMP','Timestamp':1795255200.001");
    }

    private void refused(String message, String rest) {
        server.assertInvalidArgument(
                message, "GetShardIterator", "{'StreamName':'s','ShardId':'shardId-0'," + rest + "}");
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "GetShardIterator",
                "{'StreamName':'','ShardIteratorType':'','ShardId':'','StartingSequenceNumber':''}",
                "Value '' at 'shardId' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                        + " [a-zA-Z0-9_.-]+",
                "Value '' at 'shardId' failed to satisfy constraint: Member must have length greater than or equal to"
                        + " 1",
                "Value '' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
                "Value '' at 'startingSequenceNumber' failed to satisfy constraint: Member must satisfy regular"
                        + " expression pattern: 0|([1-9]\\d{0,128})",
                "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: [a-zA-Z0-9_.-]+",
                "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal"
                        + " to 1");
        server.assertWrongType(
                "class java.lang.Boolean can not be converted to milliseconds since epoch",
                "GetShardIterator",
                "{'Timestamp':true}");
    }
}
