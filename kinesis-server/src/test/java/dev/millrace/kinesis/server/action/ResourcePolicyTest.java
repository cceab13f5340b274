package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, and what policies mean. */
class ResourcePolicyTest {
    private static final String ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";
    private static final Caller FRIEND = new Caller("111111111111", "arn:aws:iam::111111111111:user/f");

    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    private static String put(String arn, String policy) {
        return "{'ResourceARN':'" + arn + "','Policy':'" + policy.replace("'", "\\\"") + "'}";
    }

    private static String policy(String effect, String principal, String action, String rest) {
        return "{'Version':'2012-10-17','Statement':[{'Effect':'" + effect + "','Principal':" + principal + ",'Action':"
                + action + ",'Resource':'" + ARN + "'" + rest + "}]}";
    }

    private static String verdict(String policy, String action) {
        return ResourcePolicy.parse(policy.replace('\'', '"'))
                .verdict(FRIEND, action, ARN)
                .name();
    }

    @Test
    void policiesArePutReadAndDeletedOnStreamsAndConsumers() {
        server.with("s", 1);
        String consumer = server.register("s", "c");
        String policy = policy("Allow", "'*'", "'kinesis:*'", "");
        for (String arn : new String[] {ARN, consumer}) {
            server.assertNotFound(
                    "No resource policy is attached to " + arn + ".",
                    "GetResourcePolicy",
                    "{'ResourceARN':'" + arn + "'}");
            server.call("PutResourcePolicy", put(arn, policy));
            server.restart();
            assertEquals(
                    policy.replace('\'', '"'),
                    Server.text(server.call("GetResourcePolicy", "{'ResourceARN':'" + arn + "'}"), "Policy"));
            server.call("DeleteResourcePolicy", "{'ResourceARN':'" + arn + "'}");
            server.assertNotFound(
                    "No resource policy is attached to " + arn + ".",
                    "DeleteResourcePolicy",
                    "{'ResourceARN':'" + arn + "'}");
        }
    }

    @Test
    void errors() {
        server.assertNotFound(
                "Stream s under account 123456789012 not found.",
                "PutResourcePolicy",
                put(ARN, policy("Allow", "'*'", "'*'", "")));
        server.with("s", 1);
        String[][] malformed = {
            {"x", "it is no JSON object"},
            {"{}", "it has no statements"},
            {policy("Perhaps", "'*'", "'*'", ""), "the Effect of a statement must be Allow or Deny"},
            {policy("Allow", "{}", "'*'", ""), "a statement has no Principal of the kind AWS"},
            {policy("Allow", "'*'", "[]", ""), "a statement has no Action"}
        };
        for (String[] each : malformed) {
            server.assertInvalidArgument(
                    "The policy is malformed: " + each[1] + ".", "PutResourcePolicy", put(ARN, each[0]));
        }
        server.assertInvalid(
                "PutResourcePolicy",
                "{'ResourceARN':'x'}",
                "Value 'x' at 'resourceARN' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel)/\\S+",
                "Value null at 'policy' failed to satisfy constraint: Member must not be null");
    }

    @Test
    void aStatementMeansWhomItNamesAndWhatItMatches() {
        String[] principals = {
            "'*'",
            "{'AWS':'111111111111'}",
            "{'AWS':['arn:aws:iam::222222222222:root','arn:aws:iam::111111111111:root']}",
            "{'AWS':'arn:aws:iam::111111111111:user/f'}"
        };
        for (String principal : principals) {
            String allow = policy("Allow", principal, "['kinesis:Get*','kinesis:putrecord']", "");
            assertEquals("ALLOWED", verdict(allow, "kinesis:GetRecords"), principal);
            assertEquals("ALLOWED", verdict(allow, "kinesis:PutRecord"), principal);
            assertEquals("SILENT", verdict(allow, "kinesis:PutRecords"), principal);
            assertEquals("DENIED", verdict(policy("Deny", principal, "'*'", ""), "kinesis:GetRecords"), principal);
        }
        assertEquals("SILENT", verdict(policy("Allow", "{'AWS':'222222222222'}", "'*'", ""), "kinesis:GetRecords"));
    }

    @Test
    void aConditionAllowsNothingAndDeniesAll() {
        String condition = ",'Condition':{'StringEquals':{'aws:SourceVpc':'v'}}";
        assertEquals("SILENT", verdict(policy("Allow", "'*'", "'*'", condition), "kinesis:GetRecords"));
        assertEquals("DENIED", verdict(policy("Deny", "'*'", "'*'", condition), "kinesis:GetRecords"));
    }
}
