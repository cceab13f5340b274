package dev.millrace.kinesis.server.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Provokes every error that the public model of the API declares for an operation: by what is asked where that can be, else on demand, with the reason. */
class DeclaredErrorsTest {
    private static final String EVENTS = "SubscribeToShardEventStream";
    private static final Caller STRANGER = new Caller("111111111111", "arn:aws:iam::111111111111:user/f");
    private static final int CALLS_MAX = 1_100;
    private static final Duration LONGER_THAN_TOKENS = Duration.ofSeconds(301);

    private static final String NO_KEYS = "there is no KMS here: keys are taken as they come";
    private static final String NO_FAILURE = "a request can't do that; a full disk does, and has a test of its own";
    private static final String NO_RATE = "AWS tells no rate of this operation";
    private static final String NO_STATE = "it is answered in every state of the stream";
    private static final String NO_ARGUMENT = "its members break rules, or lead to nothing, and there is no third way";

    /** What no request leads to here, and why. */
    private static final Map<String, String> ON_DEMAND = onDemand();

    /** What to change in a good request to get an InvalidArgumentException, where it isn't a name beside the ARN of another stream. */
    private static final Map<String, String[]> INVALID = new HashMap<>();

    static {
        invalid("CreateStream", "'ShardCount':1", "'ShardCount':1,'RecordDistributionStrategy':'AUTO'");
        invalid("CreateChannel", "'DataFreshnessInSeconds':60", "'DataFreshnessInSeconds':-1");
        invalid("UpdateChannel", "'DataFreshnessInSeconds':60", "'DataFreshnessInSeconds':-1");
        invalid("ListChannels", "'MaxResults':1", "'NextToken':'x'");
        invalid("ListStreams", "'Limit':1", "'NextToken':'x'");
        invalid("ListStreamConsumers", "'MaxResults':1", "'NextToken':'x'");
        invalid("GetRecords", "'ShardIterator':'", "'ShardIterator':'x");
        invalid("RegisterStreamConsumer", "'ConsumerName'", "'Tags':{'aws:a':'b'},'ConsumerName'");
        invalid("DeregisterStreamConsumer", "'ConsumerARN'", "'Other'");
        invalid("DescribeStreamConsumer", "'ConsumerARN'", "'Other'");
        invalid("SubscribeToShard", "'LATEST'", "'AT_SEQUENCE_NUMBER'");
        invalid("TagResource", "'a':'b'", "'aws:a':'b'");
        invalid("UntagResource", "['a']", "['aws:a']");
        invalid("PutResourcePolicy", "Allow", "Perhaps");
        invalid("UpdateStreamMode", "'ON_DEMAND'", "'PROVISIONED'", "stream/s", "stream/d");
        invalid("UpdateStreamRecordDistributionStrategy", "stream/d", "stream/s");
    }

    private static void invalid(String operation, String... replacements) {
        INVALID.put(operation, replacements);
    }

    private record Pair(String operation, String error) {
        @Override
        public String toString() {
            return operation + " " + error;
        }
    }

    static List<Pair> pairs() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DeclaredErrorsTest.class.getResourceAsStream("/api-errors.txt")), UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(fields -> new Pair(fields[0], fields[1]))
                    .toList();
        }
    }

    private static Map<String, String> onDemand() {
        Map<String, String> reasons = new TreeMap<>();
        for (String operation :
                List.of("PutRecord", "PutRecords", "GetRecords", "StartStreamEncryption", "CreateChannel")) {
            for (String error : List.of("AccessDenied", "Disabled", "InvalidState", "NotFound", "Throttling")) {
                reasons.put(operation + " KMS" + error + "Exception", NO_KEYS);
            }
            reasons.put(operation + " KMSOptInRequired", NO_KEYS);
        }
        for (String operation : List.of("PutRecord", "PutRecords", "GetRecords", "GetShardIterator")) {
            reasons.put(operation + " InternalFailureException", NO_FAILURE);
        }
        reasons.put("UpdateAccountSettings InvalidArgumentException", NO_ARGUMENT);
        for (String operation : List.of(
                "DeleteChannel",
                "DescribeChannel",
                "ListTagsForResource",
                "GetResourcePolicy",
                "DeleteResourcePolicy")) {
            reasons.put(operation + " InvalidArgumentException", NO_ARGUMENT);
        }
        for (String operation : List.of(
                "PutResourcePolicy",
                "GetResourcePolicy",
                "DeleteResourcePolicy",
                "UpdateMaxRecordSize",
                "UpdateStreamRecordDistributionStrategy")) {
            reasons.put(operation + " LimitExceededException", NO_RATE);
        }
        for (String operation :
                List.of("GetResourcePolicy", "ListShards", "ListStreamConsumers", "ListTagsForResource")) {
            reasons.put(operation + " ResourceInUseException", NO_STATE);
        }
        reasons.put("PutRecords ProvisionedThroughputExceededException", "single records of a call are refused");
        return reasons;
    }

    @Test
    void aGoodRequestOfEachOperationIsTaken() throws IOException {
        Set<String> operations = new TreeSet<>();
        pairs().forEach(pair -> operations.add(pair.operation));
        operations.remove(EVENTS);
        assertEquals(45, operations.size());
        Map<String, String> refused = new TreeMap<>();
        for (String operation : operations) {
            try (World world = new World(0)) {
                if (operation.equals("StopStreamEncryption")) {
                    world.server.call("StartStreamEncryption", world.request("StartStreamEncryption"));
                    world.server.advance(World.SETTLED);
                }
                world.server.call(operation, world.request(operation));
            } catch (ServiceException refusal) {
                refused.put(operation, refusal.type() + ": " + refusal.getMessage());
            }
        }
        assertEquals(Map.of(), refused);
    }

    private static String consumer(World world) {
        String request = world.request("DescribeStreamConsumer");
        return request.substring(request.indexOf("arn:"), request.lastIndexOf('\''));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyErrorThatIsDeclaredCanBeMet(Pair pair) {
        try (World world = new World(pair.error.endsWith("ExceededException") ? 1 : 0)) {
            if (pair.operation.equals(EVENTS)) {
                assertTrue(event(world, pair.error).contains(pair.error));
            } else {
                assertEquals(
                        pair.error.replace("InternalFailureException", "InternalFailure"),
                        ON_DEMAND.containsKey(pair.toString()) ? onDemand(world, pair) : provoked(world, pair));
            }
        }
    }

    @Test
    void whatHasAReasonIsDeclared() throws IOException {
        Set<String> declared = new TreeSet<>();
        pairs().forEach(pair -> declared.add(pair.toString()));
        Set<String> undeclared = new TreeSet<>(ON_DEMAND.keySet());
        undeclared.removeAll(declared);
        assertEquals(Set.of(), undeclared);
    }

    private static String outcome(World world, String operation, String request) {
        try {
            world.server.call(operation, request);
            return "OK";
        } catch (ServiceException refusal) {
            return refusal.type();
        }
    }

    private static String onDemand(World world, Pair pair) {
        String error = pair.error.replace("InternalFailureException", "InternalFailure");
        world.server.faults.change(FaultPlan.parse("fail=" + error + ":1,operations=" + pair.operation));
        return outcome(world, pair.operation, world.request(pair.operation));
    }

    private static String provoked(World world, Pair pair) {
        String operation = pair.operation;
        return switch (pair.error) {
            case "AccessDeniedException" -> {
                world.server.as(STRANGER);
                yield outcome(world, operation, world.request(operation));
            }
            case "DryRunOperationException" -> outcome(world, operation, world.requestWith(operation, "'DryRun':true"));
            case "LimitExceededException", "ProvisionedThroughputExceededException" -> repeated(world, pair);
            case "ExpiredIteratorException" -> {
                world.server.advance(LONGER_THAN_TOKENS);
                yield outcome(world, operation, world.request(operation));
            }
            case "ExpiredNextTokenException" -> secondPageTooLate(world, operation);
            case "ResourceNotFoundException" -> notFound(world, operation);
            case "ResourceInUseException" -> inUse(world, operation);
            case "ValidationException" ->
                outcome(world, operation, operation.equals("ListChannels") ? "{'MaxResults':0}" : "{}");
            case "InvalidArgumentException" -> invalid(world, operation);
            default -> "no way is known to provoke " + pair;
        };
    }

    /** What only the day counts needs requests that each change something. */
    private static String repeated(World world, Pair pair) {
        String outcome = "OK";
        for (int i = 0; i < CALLS_MAX && !outcome.equals(pair.error); i++) {
            String request = world.request(pair.operation);
            if (pair.operation.equals("UpdateShardCount")) {
                request = world.request(pair.operation, "'TargetShardCount':4", "'TargetShardCount':" + (3 - i % 2));
            } else if (pair.operation.equals("UpdateStreamMode") && i % 2 == 1) {
                request = world.request(pair.operation, "ON_DEMAND", "PROVISIONED");
            }
            outcome = outcome(world, pair.operation, request);
            if (pair.operation.equals("UpdateShardCount") || pair.operation.equals("UpdateStreamMode")) {
                world.server.advance(World.SETTLED);
            }
        }
        return outcome;
    }

    private static String secondPageTooLate(World world, String operation) {
        String token = Server.text(world.server.call(operation, world.request(operation)), "NextToken");
        world.server.advance(LONGER_THAN_TOKENS);
        String stream = operation.equals("ListStreamConsumers")
                ? ",'StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/s'"
                : "";
        return outcome(world, operation, "{'NextToken':'" + token + "'" + stream + "}");
    }

    private static String notFound(World world, String operation) {
        if (operation.equals("GetRecords")) {
            world.server.call("DeleteStream", world.request("DeleteStream"));
            world.server.advance(World.SETTLED);
            return outcome(world, operation, world.request(operation));
        }
        return outcome(
                world,
                operation,
                world.request(
                        operation, "stream/s", "stream/none", "stream/d", "stream/none", "channel/a", "channel/none"));
    }

    private static String inUse(World world, String operation) {
        switch (operation) {
            case "CreateStream" -> {
                return outcome(world, operation, world.request(operation, "'new'", "'s'"));
            }
            case "DeleteStream" -> {
                return outcome(world, operation, world.request(operation, "true", "false"));
            }
            case "CreateChannel", "RegisterStreamConsumer" -> {
                return outcome(world, operation, world.request(operation, "'new'", "'a'"));
            }
            case "SubscribeToShard" -> {
                String creating = world.server.register("s", "new");
                return outcome(world, operation, world.request(operation, consumer(world), creating));
            }
            case "UpdateChannel" -> world.server.call(operation, world.request(operation));
            default -> {
                world.server.call("UpdateMaxRecordSize", world.request("UpdateMaxRecordSize"));
                world.server.call("UpdateMaxRecordSize", world.request("UpdateMaxRecordSize", "stream/s", "stream/d"));
            }
        }
        return outcome(world, operation, world.request(operation));
    }

    private static String invalid(World world, String operation) {
        String[] replacements = INVALID.get(operation);
        return outcome(
                world,
                operation,
                replacements == null
                        ? world.requestWith(operation, "'StreamName':'other'")
                        : world.request(operation, replacements));
    }

    /** What a subscriber is sent last. */
    private static String event(World world, String error) {
        Subscriber subscriber = world.server.subscribe(consumer(world), 0, "{'Type':'LATEST'}");
        subscriber.next();
        switch (error) {
            case "ResourceNotFoundException" -> {
                world.server.call("DeleteStream", world.request("DeleteStream"));
                world.server.advance(World.SETTLED);
            }
            case "ResourceInUseException" -> {
                world.server.advance(Duration.ofSeconds(5));
                world.server.subscribe(consumer(world), 0, "{'Type':'LATEST'}").close();
            }
            default ->
                world.server.faults.change(
                        FaultPlan.parse("fail=" + error.replace("InternalFailureException", "InternalFailure") + ":1"));
        }
        Subscriber.Step last = subscriber.next();
        assertTrue(last.end());
        ByteBuffer frame = Objects.requireNonNull(last.frame());
        subscriber.close();
        return UTF_8.decode(frame.duplicate()).toString();
    }
}
