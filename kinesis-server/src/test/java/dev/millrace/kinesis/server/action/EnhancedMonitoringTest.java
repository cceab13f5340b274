package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** EnableEnhancedMonitoring and DisableEnhancedMonitoring. */
class EnhancedMonitoringTest {
    private static final List<String> ALL = List.of(
            "IncomingBytes",
            "IncomingRecords",
            "OutgoingBytes",
            "OutgoingRecords",
            "WriteProvisionedThroughputExceeded",
            "ReadProvisionedThroughputExceeded",
            "IteratorAgeMilliseconds");

    private final Server server = new Server(500);

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, Object> change(String operation, String metrics) {
        Map<String, Object> reply = server.call(operation, "{'StreamName':'s','ShardLevelMetrics':[" + metrics + "]}");
        server.advance(Duration.ofSeconds(1));
        return reply;
    }

    @Test
    void metricsAreAddedAndTakenAway() {
        server.with("s", 1).advance(Duration.ofSeconds(1));
        Map<String, Object> first = change("EnableEnhancedMonitoring", "'OutgoingBytes','IncomingBytes'");
        assertEquals(List.of(), first.get("CurrentShardLevelMetrics"));
        assertEquals(List.of("IncomingBytes", "OutgoingBytes"), first.get("DesiredShardLevelMetrics"));
        assertEquals("arn:aws:kinesis:eu-west-1:123456789012:stream/s", first.get("StreamARN"));
        assertEquals(ALL, change("EnableEnhancedMonitoring", "'ALL'").get("DesiredShardLevelMetrics"));
        server.restart();
        assertEquals(
                "[{ShardLevelMetrics=" + ALL + "}]",
                Server.list(
                                Server.member(server.call("DescribeStream", "{'StreamName':'s'}"), "StreamDescription"),
                                "EnhancedMonitoring")
                        .toString());
        assertEquals(
                ALL.subList(1, 7),
                change("DisableEnhancedMonitoring", "'IncomingBytes'").get("DesiredShardLevelMetrics"));
        assertEquals(List.of(), change("DisableEnhancedMonitoring", "'ALL'").get("DesiredShardLevelMetrics"));
    }

    @Test
    void errors() {
        for (String operation : new String[] {"EnableEnhancedMonitoring", "DisableEnhancedMonitoring"}) {
            server.assertNotFound(
                    "Stream s under account 123456789012 not found.",
                    operation,
                    "{'StreamName':'s','ShardLevelMetrics':['ALL']}");
            server.assertInvalid(
                    operation,
                    "{'StreamName':'s','ShardLevelMetrics':['x']}",
                    "Value '[x]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint:"
                            + " [Member must satisfy enum value set: [" + String.join(", ", ALL) + ", ALL]]");
            server.assertInvalid(
                    operation,
                    "{'StreamName':'s','ShardLevelMetrics':[]}",
                    "Value '[]' at 'shardLevelMetrics' failed to satisfy constraint: Member must have length greater"
                            + " than or equal to 1");
        }
        server.with("s", 1);
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                "EnableEnhancedMonitoring",
                "{'StreamName':'s','ShardLevelMetrics':['ALL']}");
    }
}
