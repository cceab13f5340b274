package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations on channels, and what channels deliver. */
class ChannelTest {
    private static final String STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";
    private static final String CHANNEL = "arn:aws:kinesis:eu-west-1:123456789012:channel/ch";

    @TempDir
    private Path bucketOfAll = Path.of("");

    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    static String request(String channel, String stream, String format, String storage) {
        return "{'ChannelName':'" + channel + "','ServiceExecutionRoleARN':'arn:aws:iam::123456789012:role/r',"
                + "'StreamConfigurationList':[{'StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/" + stream
                + "','RecordConfiguration':{'RecordFormatType':'" + format + "'}}],"
                + "'S3DestinationConfiguration':{'DataFreshnessInSeconds':60,'StorageConfiguration':"
                + "{'BucketARN':'arn:aws:s3:::bucket','ExpectedBucketOwner':'123456789012'," + storage + "}}}";
    }

    /** Makes a channel; gives its ARN. */
    static String create(Server server, String channel, String stream, String format) {
        return Server.text(
                server.call("CreateChannel", request(channel, stream, format, "'CompressionType':'NONE'")),
                "ChannelDescription",
                "ChannelARN");
    }

    private Server onDemand() {
        server.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        return server;
    }

    private String put(String text) {
        return server.put(
                "s", "k", java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void deliver() {
        new ChannelDelivery(server.backend(), bucketOfAll).deliver();
    }

    /** Contents by path. */
    private Map<String, String> objects() throws IOException {
        Map<String, String> result = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(bucketOfAll)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(path);
                if (path.toString().endsWith(".gz")) {
                    try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
                        bytes = in.readAllBytes();
                    }
                }
                result.put(bucketOfAll.relativize(path).toString(), new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return result;
    }

    private Map<String, Object> described() {
        return Server.member(server.call("DescribeChannel", "{'ChannelARN':'" + CHANNEL + "'}"), "ChannelDescription");
    }

    @Test
    void whatComesAfterItsCreationIsDeliveredWhenItIsOldEnough() throws Exception {
        onDemand();
        put("before");
        create(server, "ch", "s", "STRING");
        String first = put("one");
        put("two");
        deliver();
        assertEquals(Map.of(), objects());
        server.advance(Duration.ofSeconds(60));
        deliver();
        String shard =
                Server.text(server.call("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'AQ=='}"), "ShardId");
        assertEquals(Map.of("bucket/ch/2026/11/21/10/" + shard + "-" + first, "one\ntwo\n"), objects());
    }

    @Test
    void nothingIsDeliveredTwiceOrLeftOutOverARestartAndASplit() throws Exception {
        onDemand();
        create(server, "ch", "s", "STRING");
        put("one");
        server.advance(Duration.ofSeconds(60));
        deliver();
        server.restart();
        put("two");
        server.call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        server.call("UpdateStreamWarmThroughput", "{'StreamName':'s','WarmThroughputMiBps':8}");
        put("three");
        server.advance(Duration.ofSeconds(60));
        deliver();
        deliver();
        assertEquals(
                List.of("one\n", "three\n", "two\n"),
                objects().values().stream().sorted().toList());
    }

    @Test
    void whatIsNoJsonGoesToTheDeadLetters() throws Exception {
        onDemand();
        server.call("CreateChannel", request("ch", "s", "JSON", "'CompressionType':'GZIP'"));
        put("{\"a\":1}");
        put("{");
        server.advance(Duration.ofSeconds(60));
        deliver();
        Map<String, String> objects = objects();
        assertEquals(2, objects.size());
        objects.forEach((path, content) ->
                assertEquals(path.startsWith("bucket/errors/ch/") ? "{\n" : "{\"a\":1}\n", content, path));
    }

    @Test
    void aChannelIsDescribedListedUpdatedAndDeleted() {
        onDemand();
        create(server, "ch", "s", "STRING");
        create(server, "d", "s", "BYTE_ARRAY");
        assertEquals("ACTIVE", described().get("ChannelStatus"));
        assertEquals(
                "{DataFreshnessInSeconds=60, DeadLetterQueueS3Configuration={BucketARN=arn:aws:s3:::bucket,"
                        + " ExpectedBucketOwner=123456789012, ErrorOutputPrefix=errors/},"
                        + " StorageConfiguration={BucketARN=arn:aws:s3:::bucket, ExpectedBucketOwner=123456789012,"
                        + " CompressionType=NONE}}",
                String.valueOf(described().get("S3DestinationConfiguration")));
        server.call(
                "UpdateChannel",
                "{'ChannelARN':'" + CHANNEL + "','S3DestinationConfiguration':{'DataFreshnessInSeconds':5}}");
        server.restart();
        assertEquals("5", Server.text(described(), "S3DestinationConfiguration", "DataFreshnessInSeconds"));
        Map<String, Object> first =
                server.call("ListChannels", "{'StreamFilter':[{'StreamARN':'" + STREAM + "'}],'MaxResults':1}");
        assertEquals(List.of("ch"), Server.each(first, "ChannelSummaries", "ChannelName"));
        Map<String, Object> second =
                server.call("ListChannels", "{'NextToken':'" + Server.text(first, "NextToken") + "'}");
        assertEquals(List.of("d"), Server.each(second, "ChannelSummaries", "ChannelName"));
        assertFalse(second.containsKey("NextToken"));
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 can't be deleted because it has channels. Delete them first.",
                "DeleteStream",
                "{'StreamName':'s'}");
        server.call("DeleteChannel", "{'ChannelARN':'" + CHANNEL + "'}");
        server.restart();
        server.assertNotFound(
                "Channel ch under account 123456789012 not found.",
                "DescribeChannel",
                "{'ChannelARN':'" + CHANNEL + "'}");
    }

    @Test
    void itsStatesTakeTheirTime() {
        try (Server slow = new Server(500)) {
            slow.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
            slow.advance(Duration.ofSeconds(1));
            create(slow, "ch", "s", "STRING");
            slow.assertFails(
                    "ResourceInUseException",
                    "Channel ch under account 123456789012 not ACTIVE, instead in state CREATING",
                    "UpdateChannel",
                    "{'ChannelARN':'" + CHANNEL + "'}");
            slow.advance(Duration.ofSeconds(1));
            assertEquals(
                    "UPDATING",
                    Server.text(
                            slow.call("UpdateChannel", "{'ChannelARN':'" + CHANNEL + "'}"),
                            "ChannelDescription",
                            "ChannelStatus"));
            slow.advance(Duration.ofSeconds(1));
            slow.call("DeleteChannel", "{'ChannelARN':'" + CHANNEL + "'}");
            assertEquals(
                    List.of("DELETING"),
                    Server.each(slow.call("ListChannels", "{}"), "ChannelSummaries", "ChannelStatus"));
            slow.restart();
            slow.advance(Duration.ofSeconds(1));
            assertEquals(List.of(), Server.list(slow.call("ListChannels", "{}"), "ChannelSummaries"));
        }
    }

    @Test
    void whatThisServerCannotDeliverFailsAndSaysWhy() {
        onDemand();
        create(server, "ch", "s", "GSR_JSON");
        deliver();
        assertEquals("FAILED", described().get("ChannelStatus"));
        assertEquals("This server knows no schema registry.", described().get("ChannelStatusReason"));
    }

    @Test
    void errors() {
        String good = request("ch", "s", "STRING", "'CompressionType':'NONE'");
        server.assertNotFound("Stream s under account 123456789012 not found.", "CreateChannel", good);
        server.with("s", 1);
        server.assertInvalidArgument(
                "Stream s under account 123456789012 is in Provisioned mode; channels need On-Demand mode.",
                "CreateChannel",
                good);
        server.call("DeleteStream", "{'StreamName':'s'}");
        onDemand();
        server.assertInvalidArgument(
                "Either S3DestinationConfiguration or S3TablesDestinationConfiguration must be specified, and not"
                        + " both.",
                "CreateChannel",
                good.replace("S3DestinationConfiguration", "Nothing"));
        server.assertInvalidArgument(
                "'../x-shardId-000000000000-0' is no valid key of an object.",
                "CreateChannel",
                request("ch", "s", "STRING", "'CompressionType':'NONE','OutputKeyTemplate':'../x'"));
        server.assertInvalidArgument(
                "DataFreshnessInSeconds must be 0 to 900, not 901.", "CreateChannel", good.replace(":60", ":901"));
        server.assertInvalid(
                "CreateChannel",
                good.replace("arn:aws:s3:::bucket", "b").replace("'NONE'", "'x'"),
                "Value 'b' at 's3DestinationConfiguration.storageConfiguration.bucketARN' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern: arn:aws[-a-z0-9]*:s3:::[a-z0-9._-]{3,63}",
                "Value 'x' at 's3DestinationConfiguration.storageConfiguration.compressionType' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [NONE, GZIP, ZSTD]");
        server.call("CreateChannel", good);
        server.assertFails(
                "ResourceInUseException",
                "Channel ch under account 123456789012 already exists.",
                "CreateChannel",
                good);
        server.assertInvalidArgument(
                "The destination of a channel can't be changed.",
                "UpdateChannel",
                "{'ChannelARN':'" + CHANNEL + "','S3TablesDestinationConfiguration':{'DataFreshnessInSeconds':5}}");
        for (String operation : new String[] {"DescribeChannel", "DeleteChannel", "UpdateChannel"}) {
            server.assertNotFound(
                    "Channel x under account 123456789012 not found.",
                    operation,
                    "{'ChannelARN':'" + CHANNEL.replace("/ch", "/x") + "'}");
            server.assertInvalid(
                    operation,
                    "{}",
                    "Value null at 'channelARN' failed to satisfy constraint: Member must not be null");
        }
        server.assertInvalidArgument("Invalid NextToken.", "ListChannels", "{'NextToken':'x'}");
        server.assertInvalid(
                "ListChannels",
                "{'MaxResults':0}",
                "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal"
                        + " to 1");
        assertTrue(Files.isDirectory(bucketOfAll));
    }
}
