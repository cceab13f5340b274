package dev.millrace.connector.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.Consumer;

/** Programs that divide a stream among them, on a real server, a real KCL and a real DynamoDB. */
@Timeout(600)
class SharedConsumptionTest {
    private final Services services = Services.shared();

    @TempDir
    private Path directory;

    private void awaitLeases(TestStream stream, Integer... numbers) {
        List<Integer> expected = new ArrayList<>(List.of(numbers));
        Collections.sort(expected);
        Expect.that(
                () -> {
                    Map<String, Integer> byOwner = services.leasesByOwner(stream.application);
                    List<Integer> now = new ArrayList<>(byOwner.values());
                    Collections.sort(now);
                    return now.equals(expected) && byOwner.keySet().stream().noneMatch(o -> o.startsWith("nobody"));
                },
                () -> services.leasesByOwner(stream.application) + " instead of " + expected);
    }

    private static void awaitAll(TestStream stream, Seen... readers) {
        Expect.that(() -> texts(readers).containsAll(stream.sent()), () -> {
            Set<String> missing = new TreeSet<>(stream.sent());
            missing.removeAll(texts(readers));
            return "missing: " + missing;
        });
    }

    private static Set<String> texts(Seen... readers) {
        Set<String> all = new HashSet<>();
        for (Seen reader : readers) {
            all.addAll(reader.texts());
        }
        return all;
    }

    private static void assertNothingTwice(TestStream stream, Seen... readers) {
        List<String> all = new ArrayList<>();
        for (Seen reader : readers) {
            all.addAll(reader.texts());
        }
        Collections.sort(all);
        assertEquals(stream.sent().stream().sorted().toList(), all);
    }

    @Test
    void shardsAreDividedBalancedAndHandedOverWithoutAGapOrARepetition() {
        TestStream stream = new TestStream(4);
        try (SharedReader first = new SharedReader(stream, directory.resolve("first"))) {
            stream.put(64);
            awaitAll(stream, first.seen);
            assertEquals(4, first.seen.shards().size(), "one stream reads all shards");
            try (SharedReader second = new SharedReader(stream, directory.resolve("second"))) {
                awaitLeases(stream, 2, 2);
                stream.put(64);
                awaitAll(stream, first.seen, second.seen);
                assertEquals(2, second.seen.shards().size());
                first.stopGracefully();
                stream.put(64);
                awaitAll(stream, first.seen, second.seen);
                awaitLeases(stream, 4);
                assertNothingTwice(stream, first.seen, second.seen);
            }
        }
    }

    @Test
    void whatAKilledProcessHadIsTakenOverWithoutAGap() throws Exception {
        TestStream stream = new TestStream(4);
        try (ReaderProcess killed = new ReaderProcess(stream, directory.resolve("killed"), "");
                SharedReader survivor = new SharedReader(
                        stream,
                        directory.resolve("survivor"),
                        1,
                        builder -> builder.leaseFailoverTime(SharedReader.SHORT_FAILOVER))) {
            do { // a process that was silent for a moment may have lost what it had
                awaitLeases(stream, 2, 2);
                stream.put(64);
                awaitAll(stream, killed.seen, survivor.seen);
            } while (killed.seen.shards().isEmpty());
            kill(killed, stream, survivor);
        }
    }

    private void kill(ReaderProcess process, TestStream stream, SharedReader survivor) throws Exception {
        process.kill();
        stream.put(64);
        awaitAll(stream, process.seen, survivor.seen);
        awaitLeases(stream, 4);
    }

    /** Its subscriptions stand while it is frozen, and the survivor's take their place. Awake again it has its part again, until it is killed. */
    @Test
    void whatIsPushedToAFrozenOrKilledProcessIsTakenOverWithoutAGap() throws Exception {
        TestStream stream = new TestStream(4);
        try (ReaderProcess victim = new ReaderProcess(stream, directory.resolve("victim"), "shared");
                SharedReader survivor = new SharedReader(
                        stream,
                        directory.resolve("survivor"),
                        1,
                        builder -> builder.enhancedFanOut("shared").leaseFailoverTime(SharedReader.SHORT_FAILOVER))) {
            awaitLeases(stream, 2, 2);
            stream.put(64);
            awaitAll(stream, victim.seen, survivor.seen);
            victim.freeze();
            stream.put(64);
            awaitAll(stream, victim.seen, survivor.seen);
            awaitLeases(stream, 4);
            victim.thaw();
            awaitLeases(stream, 2, 2);
            stream.put(64);
            awaitAll(stream, victim.seen, survivor.seen);
            kill(victim, stream, survivor);
        }
    }

    /** Keys move between processes, and a child's records never come before its parent's. */
    @Test
    void splitsAndMergesAreFollowedAndTheirShardsBalanced() {
        TestStream stream = new TestStream(2);
        try (SharedReader first = new SharedReader(stream, directory.resolve("first"));
                SharedReader second = new SharedReader(stream, directory.resolve("second"))) {
            awaitLeases(stream, 1, 1);
            stream.put(64);
            stream.splitFirst();
            stream.put(64);
            awaitLeases(stream, 1, 2);
            stream.splitFirst();
            stream.put(64);
            awaitLeases(stream, 2, 2);
            stream.mergeLast();
            stream.put(64);
            awaitLeases(stream, 1, 2);
            awaitAll(stream, first.seen, second.seen);
            assertNothingTwice(stream, first.seen, second.seen);
            assertInOrder(first.seen);
            assertInOrder(second.seen);
        }
    }

    private static void assertInOrder(Seen seen) {
        Map<String, List<String>> byKey =
                seen.texts().stream().collect(Collectors.groupingBy(text -> text.substring(0, 2)));
        byKey.values().forEach(texts -> assertEquals(texts.stream().sorted().toList(), texts));
    }

    @Test
    void aggregatesOfAStreamThatIsPushedAreToldToTheirSubSequenceNumber() {
        TestStream stream = new TestStream(1);
        try (SharedReader reader =
                new SharedReader(stream, directory.resolve("pushed"), 1, b -> b.enhancedFanOut("shared"))) {
            stream.putFirst(Aggregates.of("any", "a", "b", "c", "d", "e"));
            Expect.that(() -> reader.seen.entries().size() == 5, reader.seen::entries);
            assertEquals(List.of("a", "b", "c", "d", "e"), reader.seen.texts());
            assertEquals(
                    List.of(0L, 1L, 2L, 3L, 4L),
                    reader.seen.entries().stream()
                            .map(Seen.Entry::subSequenceNumber)
                            .toList());
            Expect.that(
                    () -> AttributeValue.fromN("4")
                            .equals(services.leases(stream.application)
                                    .getOrDefault("shardId-000000000000", Map.of())
                                    .get("checkpointSubSequenceNumber")),
                    () -> services.leases(stream.application));
        }
    }

    @Test
    void aConsumerThatIsRegisteredIsPushedToByItsArn() {
        TestStream stream = new TestStream(2);
        String arn = services.kinesis
                .describeStreamSummary(request -> request.streamName(stream.name))
                .streamDescriptionSummary()
                .streamARN();
        String consumer = services.kinesis
                .registerStreamConsumer(request -> request.streamARN(arn).consumerName("registered"))
                .consumer()
                .consumerARN();
        try (SharedReader reader =
                new SharedReader(stream, directory.resolve("by-arn"), 1, b -> b.enhancedFanOutConsumerArn(consumer))) {
            stream.put(64);
            awaitAll(stream, reader.seen);
            assertNothingTwice(stream, reader.seen);
        }
        assertEquals(
                List.of(consumer),
                services.kinesis.listStreamConsumers(request -> request.streamARN(arn)).consumers().stream()
                        .map(Consumer::consumerARN)
                        .toList());
    }

    @Test
    void streamsOfOneContextDivideTheShardsToo() {
        TestStream stream = new TestStream(2);
        try (SharedReader reader = new SharedReader(stream, directory.resolve("three"), 3, UnaryOperator.identity())) {
            awaitLeases(stream, 1, 1);
            stream.put(64);
            awaitAll(stream, reader.seen);
            Set<Integer> streams =
                    reader.seen.entries().stream().map(Seen.Entry::stream).collect(Collectors.toSet());
            assertEquals(2, streams.size(), "two have a shard each, the third has none");
            assertNothingTwice(stream, reader.seen);
        }
    }

    @Test
    void applicationsOfDifferentNamesEachReadAll() {
        TestStream stream = new TestStream(2);
        try (SharedReader one = new SharedReader(stream, directory.resolve("one"));
                SharedReader other = new SharedReader(
                        stream,
                        directory.resolve("other"),
                        1,
                        b -> b.checkpointAppName(stream.application + "-other"))) {
            stream.put(64);
            awaitAll(stream, one.seen);
            awaitAll(stream, other.seen);
        }
    }

    @Test
    void aWorkerWhoseLeaseWasTakenTellsTheTableNothingMore() {
        TestStream stream = new TestStream(1);
        String shard = "shardId-000000000000";
        try (SharedReader zombie = new SharedReader(
                stream,
                directory.resolve("zombie"),
                1,
                builder -> builder.leaseFailoverTime(SharedReader.SHORT_FAILOVER))) {
            stream.put(32);
            awaitAll(stream, zombie.seen);
            awaitLeases(stream, 1);
            Expect.that(
                    () -> !"TRIM_HORIZON".equals(checkpoint(stream, shard)), () -> services.leases(stream.application));
            services.steal(stream.application, shard, "thief");
            String stolenAt = checkpoint(stream, shard);
            stream.put(32);
            // The thief gives no sign of life, so the lease comes back after a while; until then nothing was written.
            Expect.that(
                    () -> !"thief".equals(owner(stream, shard)) || !stolenAt.equals(checkpoint(stream, shard)),
                    () -> services.leases(stream.application));
            assertEquals(stolenAt, checkpoint(stream, shard), "written although the lease was another's");
            awaitAll(stream, zombie.seen);
        }
    }

    private String checkpoint(TestStream stream, String shard) {
        return attribute(stream, shard, "checkpoint");
    }

    private String owner(TestStream stream, String shard) {
        return attribute(stream, shard, "leaseOwner");
    }

    private String attribute(TestStream stream, String shard, String name) {
        Map<String, AttributeValue> row = services.leases(stream.application).get(shard);
        String value = row == null ? null : Services.text(row, name);
        return value == null ? "" : value;
    }
}
