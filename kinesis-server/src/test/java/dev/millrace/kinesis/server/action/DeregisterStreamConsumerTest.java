package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeregisterStreamConsumerTest {
    private static final String ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

    private final Server server = new Server(500);

    @AfterEach
    void close() {
        server.close();
    }

    private String registered() {
        server.with("s", 1).advance(Duration.ofSeconds(1));
        String arn = server.register("s", "c");
        server.advance(Duration.ofSeconds(1));
        return arn;
    }

    private List<String> statuses() {
        return Server.each(
                server.call("ListStreamConsumers", "{'StreamARN':'" + ARN + "'}"), "Consumers", "ConsumerStatus");
    }

    @Test
    void aConsumerIsDeletingAndThenGoneWhicheverWayItIsNamed() {
        server.call("DeregisterStreamConsumer", "{'ConsumerARN':'" + registered() + "'}");
        assertEquals(List.of("DELETING"), statuses());
        server.restart();
        server.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), statuses());
        server.register("s", "c");
        server.advance(Duration.ofSeconds(1));
        server.call("DeregisterStreamConsumer", "{'StreamARN':'" + ARN + "','ConsumerName':'c'}");
        server.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), statuses());
    }

    @Test
    void aConsumerMustBeNamedAndBeThere() {
        String arn = registered();
        server.assertInvalidArgument(
                "Either ConsumerARN or both StreamARN and ConsumerName should be provided.",
                "DeregisterStreamConsumer",
                "{'ConsumerName':'c'}");
        String gone = "Consumer c under stream s under account 123456789012 not found.";
        server.assertNotFound(
                gone, "DeregisterStreamConsumer", "{'ConsumerARN':'" + arn.substring(0, arn.lastIndexOf(':')) + ":1'}");
        server.assertNotFound(
                gone.replace("Consumer c", "Consumer d"),
                "DescribeStreamConsumer",
                "{'StreamARN':'" + ARN + "','ConsumerName':'d'}");
        server.assertNotFound(
                "Stream t under account 123456789012 not found.",
                "DescribeStreamConsumer",
                "{'StreamARN':'" + ARN.replace("/s", "/t") + "','ConsumerName':'d'}");
        server.assertInvalid(
                "DescribeStreamConsumer",
                "{'ConsumerARN':'x'}",
                "Value 'x' at 'consumerARN' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern:"
                        + " (arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+");
    }

    @Test
    void aStreamWithConsumersIsDeletedOnlyIfThatIsForced() {
        registered();
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 can't be deleted because it has consumers. Use the"
                        + " EnforceConsumerDeletion parameter to force the deletion of consumers.",
                "DeleteStream",
                "{'StreamName':'s'}");
        server.call("DeleteStream", "{'StreamName':'s','EnforceConsumerDeletion':true}");
        server.advance(Duration.ofSeconds(1));
        server.assertNotFound(
                "Stream s under account 123456789012 not found.", "ListStreamConsumers", "{'StreamARN':'" + ARN + "'}");
    }
}
