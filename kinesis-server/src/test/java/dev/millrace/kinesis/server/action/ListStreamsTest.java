package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListStreamsTest {
    private final Server server = new Server();

    @Test
    void listsByName() {
        server.with("b", 1).with("a", 1).with("c", 1);
        Map<String, Object> reply = server.call("ListStreams", "{}");
        assertEquals(List.of("a", "b", "c"), Server.list(reply, "StreamNames"));
        assertEquals("false", Server.text(reply, "HasMoreStreams"));
        assertEquals(List.of("ACTIVE", "ACTIVE", "ACTIVE"), Server.each(reply, "StreamSummaries", "StreamStatus"));
    }

    @Test
    void goesOnByTokenOrByName() {
        server.with("b", 1).with("a", 1).with("c", 1);
        Map<String, Object> first = server.call("ListStreams", "{'Limit':1}");
        assertEquals(List.of("a"), Server.list(first, "StreamNames"));
        assertEquals("true", Server.text(first, "HasMoreStreams"));
        Map<String, Object> rest =
                server.call("ListStreams", "{'NextToken':'" + Server.text(first, "NextToken") + "'}");
        assertEquals(List.of("b", "c"), Server.list(rest, "StreamNames"));
        assertEquals(
                List.of("c"),
                Server.list(server.call("ListStreams", "{'ExclusiveStartStreamName':'b'}"), "StreamNames"));
    }

    @Test
    void aTokenExpiresAndOthersAreNone() {
        server.with("b", 1).with("a", 1);
        String token = Server.text(server.call("ListStreams", "{'Limit':1}"), "NextToken");
        server.advance(Duration.ofMillis(300_001));
        server.assertFails(
                "ExpiredNextTokenException",
                "NextToken expired. The token was created at time Sat Nov 21 10:00:00 UTC 2026 while right now it is"
                        + " Sat Nov 21 10:05:00 UTC 2026.",
                "ListStreams",
                "{'NextToken':'" + token + "'}");
        server.assertInvalidArgument("Invalid NextToken.", "ListStreams", "{'NextToken':'abc'}");
        server.assertInvalidArgument(
                "Invalid NextToken.", "ListStreams", "{'NextToken':'" + server.trimHorizon("a", 0) + "'}");
    }

    @Test
    void refusesWhatIsInvalid() {
        server.assertInvalid(
                "ListStreams",
                "{'Limit':0,'ExclusiveStartStreamName':'a b'}",
                "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
                "Value 'a b' at 'exclusiveStartStreamName' failed to satisfy constraint: Member must satisfy regular"
                        + " expression pattern: [a-zA-Z0-9_.-]+");
    }
}
