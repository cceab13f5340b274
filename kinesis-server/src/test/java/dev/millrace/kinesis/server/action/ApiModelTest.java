package dev.millrace.kinesis.server.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every constraint that the public model of the API puts on a member of a request is held, in AWS's words; requests that hold them all pass validation. */
class ApiModelTest {
    private static final String STREAM_ARN = "'arn:aws:kinesis:eu-west-1:123456789012:stream/s'";
    private static final String STREAM_OF_CHANNEL =
            "{'StreamARN':" + STREAM_ARN + ",'RecordConfiguration':{'RecordFormatType':'STRING'}}";
    private static final String SHARD = "'shardId-000000000000'";
    private static final Map<String, String> GOOD = Map.ofEntries(
            Map.entry("StreamName", "'s'"),
            Map.entry("StreamARN", STREAM_ARN),
            Map.entry("ResourceARN", STREAM_ARN),
            Map.entry("ConsumerARN", "'arn:aws:kinesis:eu-west-1:123456789012:stream/s/consumer/c:1'"),
            Map.entry("ConsumerName", "'c'"),
            Map.entry("ShardId", SHARD),
            Map.entry("ShardToSplit", SHARD),
            Map.entry("ShardToMerge", SHARD),
            Map.entry("AdjacentShardToMerge", SHARD),
            Map.entry("NewStartingHashKey", "'1'"),
            Map.entry("Tags", "{'a':'b'}"),
            Map.entry("TagKeys", "['a']"),
            Map.entry("RetentionPeriodHours", "24"),
            Map.entry("ShardLevelMetrics", "['ALL']"),
            Map.entry("ShardIterator", "'x'"),
            Map.entry("ShardIteratorType", "'LATEST'"),
            Map.entry("Data", "'YQ=='"),
            Map.entry("PartitionKey", "'k'"),
            Map.entry("Records", "[{'Data':'YQ==','PartitionKey':'k'}]"),
            Map.entry("Policy", "'{}'"),
            Map.entry("EncryptionType", "'KMS'"),
            Map.entry("KeyId", "'k'"),
            Map.entry("StartingPosition", "{'Type':'LATEST'}"),
            Map.entry("MinimumThroughputBillingCommitment", "{'Status':'ENABLED'}"),
            Map.entry("MaxRecordSizeInKiB", "1024"),
            Map.entry("TargetShardCount", "1"),
            Map.entry("ScalingType", "'UNIFORM_SCALING'"),
            Map.entry("StreamModeDetails", "{'StreamMode':'PROVISIONED'}"),
            Map.entry("WarmThroughputMiBps", "1"),
            Map.entry("ChannelName", "'c'"),
            Map.entry("ServiceExecutionRoleARN", "'arn:aws:iam::123456789012:role/r'"),
            Map.entry("StreamConfigurationList", "[" + STREAM_OF_CHANNEL + "]"),
            Map.entry("ChannelARN", "'arn:aws:kinesis:eu-west-1:123456789012:channel/c:1'"),
            Map.entry("RecordDistributionStrategy", "'AUTO'"));

    private static final Server SERVER = new Server().with("s", 1);

    private record Rule(String operation, String member, String type, String kind, int bound) {
        static Rule parse(String line) {
            String[] fields = line.split(" ", -1);
            return new Rule(
                    fields[0], fields[1], fields[2], fields[3], fields.length > 4 ? Integer.parseInt(fields[4]) : 0);
        }

        boolean isRequired() {
            return kind.equals("required");
        }

        /** A value that breaks the rule, and others perhaps. */
        String broken() {
            return switch (kind) {
                case "pattern" -> "'!'";
                case "enum" -> "'NO_SUCH'";
                case "min" -> sized(bound - 1);
                case "max" -> sized(bound + 1);
                default -> throw new IllegalArgumentException(kind);
            };
        }

        private String sized(int size) {
            return switch (type) {
                case "integer" -> String.valueOf(size);
                case "string" -> "'" + "a".repeat(size) + "'";
                case "list" -> texts(size, "'a%d'").collect(Collectors.joining(",", "[", "]"));
                case "map" -> texts(size, "'a%d':'b'").collect(Collectors.joining(",", "{", "}"));
                default -> throw new IllegalArgumentException(type);
            };
        }

        /** Of what the list is of, where it isn't one of texts. */
        private Stream<String> texts(int size, String format) {
            String each = switch (member) {
                case "Records" -> "{'Data':'YQ==','PartitionKey':'k%d'}";
                case "StreamConfigurationList" -> STREAM_OF_CHANNEL;
                case "StreamFilter" -> "{'StreamARN':" + STREAM_ARN + "}";
                default -> format;
            };
            return IntStream.range(0, size).mapToObj(each::formatted);
        }

        @Override
        public String toString() {
            return operation + "." + member + " " + kind + (bound == 0 ? "" : " " + bound);
        }
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    static List<Rule> rules() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ApiModelTest.class.getResourceAsStream("/api-model.txt")), UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Rule::parse)
                    .toList();
        }
    }

    /** The members that an operation must have, and good values for them. */
    private static Map<String, String> goodRequest(String operation) throws IOException {
        Map<String, String> members = new LinkedHashMap<>();
        for (Rule rule : rules()) {
            if (rule.operation.equals(operation) && rule.isRequired()) {
                members.put(rule.member, Objects.requireNonNull(GOOD.get(rule.member), rule.member));
            }
        }
        return members;
    }

    private static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "'" + member.getKey() + "':" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aMemberThatBreaksARuleIsNamed(Rule rule) throws IOException {
        Map<String, String> members = goodRequest(rule.operation);
        if (rule.isRequired()) {
            members.remove(rule.member);
            if (rule.member.equals("PartitionKey")) {
                // Streams that distribute records by themselves need none, so a stream that does must be there.
                members.put("StreamName", "'s'");
            }
        } else {
            members.put(rule.member, rule.broken());
        }
        ServiceException refusal =
                assertThrows(ServiceException.class, () -> SERVER.call(rule.operation, json(members)));
        assertEquals("ValidationException", refusal.type(), refusal::toString);
        String name = Character.toLowerCase(rule.member.charAt(0)) + rule.member.substring(1);
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("at '" + name + "' failed to satisfy constraint: "), message);
        assertTrue(message.contains(rule.isRequired() ? "must not be null" : "Member must "), message);
    }

    /** What is refused then is refused by the action: streams are not named. */
    @Test
    void whatBreaksNoRulePassesValidation() throws IOException {
        Map<String, String> validations = new TreeMap<>();
        for (String operation : rules().stream().map(Rule::operation).distinct().toList()) {
            try {
                SERVER.call(operation, json(goodRequest(operation)));
            } catch (ServiceException refusal) {
                if (refusal.type().equals("ValidationException")) {
                    validations.put(operation, refusal.toString());
                }
            }
        }
        assertEquals(Map.of(), validations);
    }
}
