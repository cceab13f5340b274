package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DryRun on the five operations that have it: all is checked and nothing happens. */
class DryRunTest {
    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aGoodRequestIsAnsweredWithItsErrorAndHasNoEffect() {
        server.with("s", 1);
        String consumer = server.register("s", "c");
        String iterator = server.trimHorizon("s", 0);
        String[][] requests = {
            {"PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'AQ==','DryRun':true}"},
            {"PutRecords", "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'AQ=='}],'DryRun':true}"},
            {"GetRecords", "{'ShardIterator':'" + iterator + "','DryRun':true}"},
            {"GetShardIterator", "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'LATEST','DryRun':true}"},
            {
                "SubscribeToShard",
                "{'ConsumerARN':'" + consumer
                        + "','ShardId':'shardId-0','StartingPosition':{'Type':'LATEST'},'DryRun':true}"
            }
        };
        for (String[] each : requests) {
            server.assertFails(
                    "DryRunOperationException",
                    "The request would have succeeded, but the DryRun parameter is set.",
                    each[0],
                    each[1]);
        }
        assertEquals(List.of(), Server.list(server.read(iterator), "Records"));
        server.subscribe(consumer, 0, "{'Type':'LATEST'}").close();
    }

    @Test
    void whatIsWrongIsToldFirst() {
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "PutRecord",
                "{'StreamName':'s','PartitionKey':'k','Data':'AQ==','DryRun':true}");
        server.assertInvalidArgument("Invalid ShardIterator.", "GetRecords", "{'ShardIterator':'x','DryRun':true}");
    }
}
