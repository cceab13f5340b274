package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListStreamConsumersTest {
    private static final String ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listsByNamePageByPage() {
        server.with("s", 1);
        for (String name : List.of("b", "c", "a")) {
            server.register("s", name);
        }
        Map<String, Object> first = server.call("ListStreamConsumers", "{'StreamARN':'" + ARN + "','MaxResults':2}");
        assertEquals(List.of("a", "b"), Server.each(first, "Consumers", "ConsumerName"));
        String token = Server.text(first, "NextToken");
        Map<String, Object> second =
                server.call("ListStreamConsumers", "{'StreamARN':'" + ARN + "','NextToken':'" + token + "'}");
        assertEquals(List.of("c"), Server.each(second, "Consumers", "ConsumerName"));
        assertFalse(second.containsKey("NextToken"));
        server.advance(Duration.ofSeconds(301));
        server.assertFails(
                "ExpiredNextTokenException",
                "NextToken expired. The token was created at time Sat Nov 21 10:00:00 UTC 2026 while right now it is"
                        + " Sat Nov 21 10:05:01 UTC 2026.",
                "ListStreamConsumers",
                "{'StreamARN':'" + ARN + "','NextToken':'" + token + "'}");
        server.assertInvalidArgument(
                "Invalid NextToken.", "ListStreamConsumers", "{'StreamARN':'" + ARN + "','NextToken':'x'}");
    }

    @Test
    void aNextTokenIsOfItsStreamAndStandsWithoutATime() {
        server.with("s", 1).with("t", 1);
        for (String name : List.of("a", "b")) {
            server.register("s", name);
        }
        String token = Server.text(
                server.call("ListStreamConsumers", "{'StreamARN':'" + ARN + "','MaxResults':1}"), "NextToken");
        server.assertInvalidArgument(
                "Invalid NextToken.",
                "ListStreamConsumers",
                "{'StreamARN':'" + ARN.replace("/s", "/t") + "','NextToken':'" + token + "'}");
        server.assertInvalidArgument(
                "NextToken and StreamCreationTimestamp cannot be provided together.",
                "ListStreamConsumers",
                "{'StreamARN':'" + ARN + "','NextToken':'" + token + "','StreamCreationTimestamp':1795255200}");
    }

    @Test
    void aStreamOfAnotherTimeIsAnother() {
        server.with("s", 1);
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "ListStreamConsumers",
                "{'StreamARN':'" + ARN + "','StreamCreationTimestamp':1}");
        server.assertInvalid(
                "ListStreamConsumers",
                "{'MaxResults':0}",
                "Value null at 'streamARN' failed to satisfy constraint: Member must not be null",
                "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal"
                        + " to 1");
    }
}
