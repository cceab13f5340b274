package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both families of operations on tags, over all three kinds of resources. */
class TagsTest {
    private static final String STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    private String tags(String arn) {
        return Server.list(server.call("ListTagsForResource", "{'ResourceARN':'" + arn + "'}"), "Tags")
                .toString();
    }

    private Map<String, Object> listed(String rest) {
        return server.call("ListTagsForStream", "{'StreamName':'s'" + rest + "}");
    }

    @Test
    void aStreamsTagsAreAddedReplacedListedAndRemovedAndOutliveARestart() {
        server.call("CreateStream", "{'StreamName':'s','ShardCount':1,'Tags':{'made':'here'}}");
        server.call("AddTagsToStream", "{'StreamName':'s','Tags':{'b':'1','a':''}}");
        server.call("AddTagsToStream", "{'StreamARN':'" + STREAM + "','Tags':{'b':'2'}}");
        server.restart();
        assertEquals(
                "{Tags=[{Key=a, Value=}, {Key=b, Value=2}, {Key=made, Value=here}], HasMoreTags=false}",
                listed("").toString());
        assertEquals(
                "{Tags=[{Key=a, Value=}], HasMoreTags=true}",
                listed(",'Limit':1").toString());
        assertEquals(
                "{Tags=[{Key=made, Value=here}], HasMoreTags=false}",
                listed(",'ExclusiveStartTagKey':'b'").toString());
        server.call("RemoveTagsFromStream", "{'StreamName':'s','TagKeys':['b','none']}");
        assertEquals("[{Key=a, Value=}, {Key=made, Value=here}]", tags(STREAM));
    }

    @Test
    void streamsConsumersAndChannelsAreTaggedByTheirArns() {
        server.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        String consumer = server.register("s", "c");
        String channel = ChannelTest.create(server, "ch", "s", "STRING");
        for (String arn : new String[] {STREAM, consumer, channel}) {
            server.call("TagResource", "{'ResourceARN':'" + arn + "','Tags':{'a':'1','b':'2'}}");
            server.call("UntagResource", "{'ResourceARN':'" + arn + "','TagKeys':['a']}");
            server.restart();
            assertEquals("[{Key=b, Value=2}]", tags(arn), arn);
        }
    }

    @Test
    void tagsHaveRules() {
        server.with("s", 1);
        String fifty = IntStream.range(0, 50).mapToObj(i -> "'t" + i + "':''").collect(Collectors.joining(","));
        server.call("AddTagsToStream", "{'StreamName':'s','Tags':{" + fifty + "}}");
        server.assertInvalidArgument(
                "Failed to add tags to resource: it would have 51 tags, while the limit is 50.",
                "AddTagsToStream",
                "{'StreamName':'s','Tags':{'one':'more'}}");
        server.assertInvalidArgument(
                "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / ="
                        + " + - % @.",
                "TagResource", "{'ResourceARN':'" + STREAM + "','Tags':{'a':'<'}}");
        server.assertInvalidArgument(
                "Tag keys that begin with aws: are reserved: aws:x",
                "TagResource",
                "{'ResourceARN':'" + STREAM + "','Tags':{'aws:x':'1'}}");
        server.assertFails(
                "ValidationException",
                "1 validation error detected: Value '{=1}' at 'tags' failed to satisfy constraint: Map keys must have"
                        + " length from 1 to 128 and map values length up to 256",
                "TagResource",
                "{'ResourceARN':'" + STREAM + "','Tags':{'':'1'}}");
    }

    @Test
    void membersAreChecked() {
        server.assertInvalid(
                "AddTagsToStream",
                "{'StreamName':'','Tags':{}}",
                "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                        + " [a-zA-Z0-9_.-]+",
                "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal"
                        + " to 1",
                "Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to"
                        + " 1");
        server.assertInvalid(
                "RemoveTagsFromStream",
                "{'StreamName':'s','TagKeys':[]}",
                "Value '[]' at 'tagKeys' failed to satisfy constraint: Member must have length greater than or equal to"
                        + " 1");
        server.assertInvalid(
                "ListTagsForStream",
                "{'StreamName':'s','Limit':51}",
                "Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50");
        for (String operation : new String[] {"TagResource", "UntagResource", "ListTagsForResource"}) {
            server.assertInvalid(
                    operation,
                    "{'ResourceARN':'x','Tags':{'a':'b'},'TagKeys':['a']}",
                    "Value 'x' at 'resourceARN' failed to satisfy constraint: Member must satisfy regular expression"
                            + " pattern: arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel)/\\S+");
        }
        server.assertWrongType(
                "Start of list found where not expected", "TagResource", "{'Tags':[]}".replace("[]", "{'a':[]}"));
    }

    @Test
    void theResourceMustBeThereAndActive() {
        String gone = "Stream s under account 123456789012 not found.";
        server.assertNotFound(gone, "AddTagsToStream", "{'StreamName':'s','Tags':{'a':'b'}}");
        server.assertNotFound(gone, "RemoveTagsFromStream", "{'StreamName':'s','TagKeys':['a']}");
        server.assertNotFound(gone, "ListTagsForStream", "{'StreamName':'s'}");
        server.assertNotFound(gone, "ListTagsForResource", "{'ResourceARN':'" + STREAM + "'}");
        server.assertNotFound(
                "Channel x under account 123456789012 not found.",
                "TagResource",
                "{'ResourceARN':'arn:aws:kinesis:eu-west-1:123456789012:channel/x','Tags':{'a':'b'}}");
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "UntagResource",
                "{'ResourceARN':'" + STREAM + "/consumer/c:1','TagKeys':['a']}");
        try (Server slow = new Server(500)) {
            slow.with("s", 1);
            slow.assertFails(
                    "ResourceInUseException",
                    "Stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                    "AddTagsToStream",
                    "{'StreamName':'s','Tags':{'a':'b'}}");
            slow.advance(Duration.ofSeconds(1));
            slow.call("AddTagsToStream", "{'StreamName':'s','Tags':{'a':'b'}}");
        }
    }
}
