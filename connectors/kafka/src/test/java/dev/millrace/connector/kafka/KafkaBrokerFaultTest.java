package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.ContextState;
import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.kafkabroker.KafkaCluster;
import dev.millrace.log.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are killed and come back, and partitions that move from one to the other, while a program copies a topic. */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaBrokerFaultTest {
    private static final int EACH = 40;

    @TempDir
    private static Path brokers;

    private static KafkaCluster cluster;

    @TempDir
    private Path directory;

    private int sent;

    @BeforeAll
    static void startBrokers() {
        cluster = KafkaCluster.start(brokers, 2);
    }

    @AfterAll
    static void stopBrokers() {
        cluster.close();
    }

    /** The other broker has no copy: nobody can be elected. */
    @Test
    void aPartitionThatNobodyLeadsIsWaitedForAndThenSaid() throws Exception {
        try (LocalKafka kafka = new LocalKafka(cluster.bootstrapServers(), "leaderless")) {
            kafka.create(new NewTopic(kafka.topic(), Map.of(0, List.of(1), 1, List.of(2))));
            kafka.append(0, "a");
            kafka.append(1, "b");
            KafkaSource patient =
                    kafka.source().retryTime(Duration.ofMinutes(5)).buildRaw();
            KafkaSource hasty = kafka.source().retryTime(Duration.ofSeconds(3)).buildRaw();
            try (ReadLoop waiting = new ReadLoop(patient);
                    ReadLoop giving = new ReadLoop(hasty)) {
                waiting.until(2);
                giving.until(2);
                cluster.broker(1).kill();
                MillraceException e = assertThrows(MillraceException.class, () -> giving.until(() -> false));
                Expect.says(MillraceException.Kind.EXTERNAL_SYSTEM, e, "no broker leads", "'leaderless-1'");
                kafka.append(0, "c");
                assertEquals(3, waiting.until(3).values().size(), "what has a leader is read");
                cluster.broker(1).start();
                kafka.append(1, "d");
                assertEquals("d", waiting.until(4).values().get(3));
            } finally {
                cluster.broker(1).start();
            }
        }
    }

    @Test
    void aClusterThatIsAwayIsWaitedForAndThenSaid() throws Exception {
        try (LocalKafka kafka = new LocalKafka(cluster.bootstrapServers(), "away")) {
            kafka.create(new NewTopic(kafka.topic(), 1, (short) 1));
            kafka.append(0, "a");
            try (ReadLoop waiting = new ReadLoop(
                            kafka.source().retryTime(Duration.ofMinutes(5)).buildRaw());
                    ReadLoop giving = new ReadLoop(
                            kafka.source().retryTime(Duration.ofSeconds(2)).buildRaw())) {
                waiting.until(1);
                giving.until(1);
                cluster.broker(0).kill();
                cluster.broker(1).kill();
                MillraceException e = assertThrows(MillraceException.class, () -> giving.until(() -> false));
                Expect.says(
                        MillraceException.Kind.EXTERNAL_SYSTEM,
                        e,
                        cluster.bootstrapServers(),
                        "No broker has answered in time",
                        "retryTime");
                cluster.broker(0).start();
                cluster.broker(1).start();
                kafka.append(0, "b");
                assertEquals(List.of("a", "b"), waiting.until(2).values());
            } finally {
                cluster.broker(0).start();
                cluster.broker(1).start();
            }
        }
    }

    @Test
    void everyRecordIsCopiedOnceWhileLeadersMoveAndBrokersDie() throws Exception {
        try (LocalKafka in = new LocalKafka(cluster.bootstrapServers(), "in");
                LocalKafka out = new LocalKafka(cluster.bootstrapServers(), "out");
                StreamingContext ssc = copying(in, out)) {
            in.create(new NewTopic(in.topic(), 2, (short) 2));
            out.create(new NewTopic(out.topic(), 2, (short) 2));
            ssc.start();
            send(in, out);
            electPreferred(in);

            cluster.broker(1).kill();
            send(in, out);
            awaitLeaders(in, Set.of(1), () -> {});

            cluster.broker(1).start();
            electPreferred(in);
            send(in, out);

            // The first broker is the controller too: nobody can be elected until it is back.
            cluster.broker(0).kill();
            cluster.broker(0).start();
            send(in, out);
            assertTrue(
                    ssc.state() instanceof ContextState.Running,
                    () -> ssc.status().toString());
        }
    }

    private StreamingContext copying(LocalKafka in, LocalKafka out) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("copy")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(20))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .syncPolicy(SyncPolicy.operatingSystem())
                .build();
        ssc.sourceStream(in.source().messageHandler(KafkaRecord::value).build())
                .save(KafkaSink.<String>builder(out.sinkParams())
                        .topic(out.topic())
                        .value(text -> text, StringSerializer::new)
                        .build())
                .named("copies");
        return ssc;
    }

    /** Some records, and waits until each of all so far is in the other topic once. */
    private void send(LocalKafka in, LocalKafka out) {
        for (int i = 0; i < EACH; i++) {
            in.append(sent % 2, "record " + sent++);
        }
        List<String> values = new ArrayList<>();
        long begin = System.nanoTime();
        while (values.size() < sent && System.nanoTime() - begin < 120_000_000_000L) {
            values = out.committedSoFar().stream().map(ConsumerRecord::value).toList();
            LockSupport.parkNanos(20_000_000);
        }
        Map<String, Integer> times = new HashMap<>();
        values.forEach(value -> times.merge(value, 1, Integer::sum));
        for (int i = 0; i < sent; i++) {
            assertEquals(1, times.getOrDefault("record " + i, 0), "record " + i);
        }
        assertEquals(sent, values.size());
    }

    private static Set<Integer> leaders(LocalKafka kafka) {
        TopicDescription topic = LocalKafka.await(
                        kafka.admin().describeTopics(List.of(kafka.topic())).allTopicNames())
                .values()
                .iterator()
                .next();
        Set<Integer> leaders = new java.util.TreeSet<>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            Node leader = partition.leader();
            leaders.add(leader == null ? Node.noNode().id() : leader.id());
        }
        return leaders;
    }

    /** Once a broker has caught up, it leads what it did at first: each of the two a partition. */
    private static void electPreferred(LocalKafka kafka) {
        awaitLeaders(kafka, Set.of(1, 2), () -> {
            try {
                LocalKafka.await(kafka.admin()
                        .electLeaders(ElectionType.PREFERRED, Set.of(kafka.partition(0), kafka.partition(1)))
                        .all());
            } catch (AssertionError e) {
                // Not yet in sync, or there already: what the partitions say decides.
                assertTrue(e.getCause() instanceof ApiException, e::toString);
            }
        });
    }

    private static void awaitLeaders(LocalKafka kafka, Set<Integer> expected, Runnable meanwhile) {
        long begin = System.nanoTime();
        while (!leaders(kafka).equals(expected)) {
            assertTrue(System.nanoTime() - begin < 120_000_000_000L, () -> "the leaders are " + leaders(kafka));
            meanwhile.run();
            LockSupport.parkNanos(50_000_000);
        }
    }
}
