package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeleteStreamTest {
    @Test
    void deletesAStreamAndItsFiles() {
        Server server = new Server().with("s", 1);
        server.put("s", "k", "AAAA");
        server.call("DeleteStream", "{'StreamName':'s'}");
        assertEquals(List.of(), Server.list(server.call("ListStreams", "{}"), "StreamNames"));
        assertEquals(List.of(), server.disk.directory("streams").directories());
    }

    @Test
    void aStreamOfTheSameNameDoesNotHaveTheOldRecords() {
        Server server = new Server().with("s", 1);
        server.put("s", "k", "AAAA");
        String oldIterator = server.trimHorizon("s", 0);
        server.call("DeleteStream", "{'StreamName':'s'}");
        server.with("s", 1);
        server.assertNotFound(
                "Shard shardId-000000000000 in stream s under account 123456789012 does not exist",
                "GetRecords",
                "{'ShardIterator':'" + oldIterator + "'}");
        assertEquals(List.of(), Server.list(server.read(server.trimHorizon("s", 0)), "Records"));
    }

    @Test
    void staysInDeletingForAWhileEvenIfAskedTwice() {
        Server server = new Server(500).with("s", 1);
        server.advance(Duration.ofSeconds(1));
        server.call("DeleteStream", "{'StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/s'}");
        server.advance(Duration.ofMillis(300));
        server.call("DeleteStream", "{'StreamName':'s'}");
        assertEquals(
                "DELETING",
                Server.text(server.call("DescribeStream", "{'StreamName':'s'}"), "StreamDescription", "StreamStatus"));
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'k','Data':''}");
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 already exists.",
                "CreateStream",
                "{'StreamName':'s','ShardCount':1}");
        server.advance(Duration.ofMillis(200));
        server.assertNotFound("Stream s under account 123456789012 not found.", "DescribeStream", "{'StreamName':'s'}");
        assertTrue(server.disk.directory("streams").directories().isEmpty());
    }

    @Test
    void refusesAStreamThatIsNotThere() {
        Server server = new Server();
        server.assertNotFound("Stream s under account 123456789012 not found.", "DeleteStream", "{'StreamName':'s'}");
        server.assertNotFound(
                "Stream arn:aws:kinesis:eu-west-1:000000000000:stream/s not found.",
                "DeleteStream",
                "{'StreamARN':'arn:aws:kinesis:eu-west-1:000000000000:stream/s'}");
        server.assertInvalidArgument("Either StreamName or StreamARN should be provided.", "DeleteStream", "{}");
        server.assertInvalidArgument(
                "StreamName t and StreamARN arn:aws:kinesis:eu-west-1:123456789012:stream/s name different streams.",
                "DeleteStream",
                "{'StreamName':'t','StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/s'}");
        server.assertInvalid(
                "DeleteStream",
                "{'StreamARN':'arn:x'}",
                "Value 'arn:x' at 'streamARN' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
    }
}
