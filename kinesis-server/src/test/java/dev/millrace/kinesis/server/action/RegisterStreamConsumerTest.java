package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegisterStreamConsumerTest {
    private static final String ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

    private final Server server = new Server(500);

    @AfterEach
    void close() {
        server.close();
    }

    private Server active() {
        server.with("s", 1).advance(Duration.ofSeconds(1));
        return server;
    }

    private static String request(String consumer) {
        return "{'StreamARN':'" + ARN + "','ConsumerName':'" + consumer + "'}";
    }

    private String status(String consumer) {
        return Server.text(
                server.call("DescribeStreamConsumer", request(consumer)), "ConsumerDescription", "ConsumerStatus");
    }

    @Test
    void registersAConsumerThatBecomesActiveAndOutlivesARestart() {
        Map<String, Object> consumer = Server.member(active().call("RegisterStreamConsumer", request("c")), "Consumer");
        assertEquals(
                "{ConsumerName=c, ConsumerARN=" + ARN + "/consumer/c:1795514401, ConsumerStatus=CREATING,"
                        + " ConsumerCreationTimestamp=1795514401.000}",
                consumer.toString().replaceAll(":\\d{10},", ":1795514401,").replaceAll("=\\d{10}\\.", "=1795514401."));
        server.restart();
        assertEquals("CREATING", status("c"));
        server.advance(Duration.ofSeconds(1));
        assertEquals("ACTIVE", status("c"));
        server.restart();
        assertEquals("ACTIVE", status("c"));
        assertEquals(
                "1",
                Server.text(
                        server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                        "StreamDescriptionSummary",
                        "ConsumerCount"));
    }

    @Test
    void aNameIsTakenOnce() {
        active().call("RegisterStreamConsumer", request("c"));
        server.assertFails(
                "ResourceInUseException",
                "Consumer c under stream s under account 123456789012 already exists.",
                "RegisterStreamConsumer",
                request("c"));
    }

    @Test
    void fiveMayBeInCreationAndTwentyRegistered() {
        active();
        for (int i = 0; i < 20; i++) {
            if (i % 5 == 0) {
                server.advance(Duration.ofSeconds(1));
            }
            server.call("RegisterStreamConsumer", request("c" + i));
        }
        server.assertFails(
                "LimitExceededException",
                "Stream s under account 123456789012 has 20 consumers, 5 of them in state CREATING. Limits: 20 and 5.",
                "RegisterStreamConsumer",
                request("d"));
        server.advance(Duration.ofSeconds(1));
        server.assertFails(
                "LimitExceededException",
                "Stream s under account 123456789012 has 20 consumers, 0 of them in state CREATING. Limits: 20 and 5.",
                "RegisterStreamConsumer",
                request("d"));
    }

    @Test
    void fiftyMayBeRegisteredWithAnOnDemandStreamOfACommittedAccount() {
        server.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        server.call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        for (int i = 0; i < 50; i++) {
            if (i % 5 == 0) {
                server.advance(Duration.ofSeconds(1));
            }
            server.call("RegisterStreamConsumer", request("c" + i));
        }
        server.assertFails(
                "LimitExceededException",
                "Stream s under account 123456789012 has 50 consumers, 5 of them in state CREATING. Limits: 50 and 5.",
                "RegisterStreamConsumer",
                request("d"));
    }

    @Test
    void theStreamMustBeThereAndReady() {
        server.assertNotFound("Stream s under account 123456789012 not found.", "RegisterStreamConsumer", request("c"));
        server.with("s", 1);
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                "RegisterStreamConsumer",
                request("c"));
        server.assertNotFound(
                "Stream arn:aws:kinesis:us-east-1:123456789012:stream/s not found.",
                "RegisterStreamConsumer",
                request("c").replace("eu-west-1", "us-east-1"));
    }

    @Test
    void membersAreChecked() {
        server.assertInvalid(
                "RegisterStreamConsumer",
                "{'ConsumerName':'b a d','Tags':{}}",
                "Value null at 'streamARN' failed to satisfy constraint: Member must not be null",
                "Value 'b a d' at 'consumerName' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: [a-zA-Z0-9_.-]+",
                "Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to"
                        + " 1");
        server.assertWrongType("Start of list found where not expected", "RegisterStreamConsumer", "{'StreamARN':[]}");
    }
}
