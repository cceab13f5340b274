package dev.millrace.kinesis.server.action;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what: the owner, and accounts that a resource's policy names. */
class AccessTest {
    private static final String ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";
    private static final Caller OWNER = Caller.rootOf("123456789012");
    private static final Caller FRIEND = new Caller("111111111111", "arn:aws:iam::111111111111:user/f");
    private static final String PUT = "{'StreamARN':'" + ARN + "','PartitionKey':'k','Data':'AQ=='}";

    private final Server server = new Server();

    @BeforeEach
    void create() {
        server.with("s", 1);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void policy(String arn, String effect, String principal, String action) {
        server.as(OWNER);
        String policy = "{'Statement':[{'Effect':'" + effect + "','Principal':" + principal + ",'Action':'" + action
                + "','Resource':'*'}]}";
        server.call(
                "PutResourcePolicy", "{'ResourceARN':'" + arn + "','Policy':'" + policy.replace("'", "\\\"") + "'}");
    }

    private static String denied(Caller caller, String operation, String resource, boolean explicitly) {
        return "User: " + caller.arn() + " is not authorized to perform: kinesis:" + operation + " on resource: "
                + resource
                + (explicitly
                        ? " with an explicit deny in a resource-based policy"
                        : " because no resource-based policy allows the kinesis:" + operation + " action");
    }

    @Test
    void anotherAccountMayDoWhatThePolicyAllowsAndNothingElse() {
        server.as(FRIEND);
        server.assertFails("AccessDeniedException", denied(FRIEND, "PutRecord", ARN, false), "PutRecord", PUT);
        policy(ARN, "Allow", "{'AWS':'111111111111'}", "kinesis:Put*");
        server.as(FRIEND);
        server.call("PutRecord", PUT);
        server.assertFails(
                "AccessDeniedException",
                denied(FRIEND, "DescribeStream", ARN, false),
                "DescribeStream",
                "{'StreamARN':'" + ARN + "'}");
        server.assertFails("AccessDeniedException", denied(FRIEND, "ListStreams", "*", false), "ListStreams", "{}");
        server.assertFails(
                "AccessDeniedException",
                denied(FRIEND, "DescribeStream", ARN.replace("/s", "/none"), false),
                "DescribeStream",
                "{'StreamARN':'" + ARN.replace("/s", "/none") + "'}");
    }

    @Test
    void aNameMeansAStreamOfTheCallersOwnAccount() {
        policy(ARN, "Allow", "'*'", "kinesis:*");
        server.as(FRIEND);
        server.call("PutRecord", PUT);
        server.call("PutRecord", PUT.replace("'StreamARN'", "'StreamName':'s','StreamARN'"));
        String notFound = "Stream s under account 111111111111 not found.";
        server.assertNotFound(notFound, "PutRecord", PUT.replace("'StreamARN':'" + ARN, "'StreamName':'s"));
        server.assertNotFound(notFound, "ListShards", "{'StreamName':'s'}");
        server.assertNotFound(
                notFound, "GetShardIterator", "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'LATEST'}");
    }

    @Test
    void anIteratorIsNoWayAroundThePolicy() {
        String iterator = server.trimHorizon("s", 0);
        server.as(FRIEND);
        server.assertFails(
                "AccessDeniedException",
                denied(FRIEND, "GetRecords", ARN, false),
                "GetRecords",
                "{'ShardIterator':'" + iterator + "'}");
        policy(ARN, "Allow", "'*'", "kinesis:GetRecords");
        server.as(FRIEND);
        server.read(iterator);
    }

    @Test
    void aConsumerHasAPolicyOfItsOwn() {
        String consumer = server.register("s", "c");
        policy(consumer, "Allow", "'*'", "kinesis:SubscribeToShard");
        server.as(FRIEND);
        server.subscribe(consumer, 0, "{'Type':'LATEST'}").close();
        server.assertFails(
                "AccessDeniedException",
                denied(FRIEND, "DescribeStreamConsumer", consumer, false),
                "DescribeStreamConsumer",
                "{'ConsumerARN':'" + consumer + "'}");
    }

    @Test
    void theOwnerMayAllThatIsNotDeniedAndCanAlwaysTakeThatBack() {
        policy(ARN, "Deny", "'*'", "kinesis:*");
        server.assertFails("AccessDeniedException", denied(OWNER, "PutRecord", ARN, true), "PutRecord", PUT);
        server.assertFails(
                "AccessDeniedException",
                denied(OWNER, "PutRecord", ARN, true),
                "PutRecord",
                PUT.replace("'StreamARN':'" + ARN, "'StreamName':'s"));
        server.call("DeleteResourcePolicy", "{'ResourceARN':'" + ARN + "'}");
        server.call("PutRecord", PUT);
    }
}
