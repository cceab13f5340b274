package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of a consumer group on a real broker: what is stored, what the group is told, and in which order. */
class KafkaReceiverTest {
    private final LocalKafka kafka = LocalKafka.shared();

    @BeforeEach
    void createTopic() {
        kafka.create(2);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    private Map<String, Object> params() {
        Map<String, Object> params = kafka.params();
        params.put("group.id", group());
        params.put("auto.offset.reset", "earliest");
        params.put("heartbeat.interval.ms", 100);
        return params;
    }

    private String group() {
        return "group-of-" + kafka.topic();
    }

    private KafkaReceiver receiver() {
        return receiver(Map.of());
    }

    private KafkaReceiver receiver(Map<String, Object> more) {
        Map<String, Object> params = params();
        params.putAll(more);
        return KafkaReceiver.subscribe(List.of(kafka.topic()), params).buildRaw();
    }

    /** What the group was told of a partition; -1 for nothing. */
    private long told(int partition) {
        OffsetAndMetadata offset = LocalKafka.await(
                        kafka.admin().listConsumerGroupOffsets(group()).partitionsToOffsetAndMetadata())
                .get(kafka.partition(partition));
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void theGroupIsToldWhatWasStoredAndTheNextMemberGoesOnThere() {
        kafka.append(0, "a", "b");
        kafka.append(1, "c");
        try (Listening first = Listening.to(receiver())) {
            first.until(() -> first.values().size() == 3).until(() -> told(0) == 2 && told(1) == 1);
        }
        kafka.append(0, "d");
        try (Listening second = Listening.to(receiver())) {
            second.until(() -> !second.values().isEmpty());
            assertEquals(List.of("d"), second.values());
        }
    }

    @Test
    void whoDiesBetweenStoringAndTellingLeavesItToTheNextToStoreAgain() throws Exception {
        kafka.append(0, "a", "b");
        try (Listening dying = Listening.dyingBehindStoring(receiver())) {
            assertEquals("killed", dying.failure().getMessage());
            assertEquals(List.of("a", "b"), dying.values());
            assertEquals(0, told(0), "where it began; nothing that isn't known to be safe is told");
        }
        try (Listening next = Listening.to(receiver())) {
            next.until(() -> next.values().size() == 2);
            assertEquals(List.of("a", "b"), next.values());
        }
    }

    /** With both kinds of groups: those that members lead, and those that the broker does. */
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void membersThatComeAndGoShareThePartitionsAndNothingIsLostOrRepeated(String protocol) {
        Map<String, Object> more = protocol.equals("consumer") ? Map.of("group.protocol", protocol) : Map.of();
        KafkaReceiver receiver = protocol.equals("consumer") ? withoutHeartbeats(more) : receiver();
        int[] sent = new int[1];
        try (Listening staying = Listening.to(receiver)) {
            send(sent, 20);
            staying.until(() -> staying.values().size() == 20);
            List<String> all = new ArrayList<>();
            try (Listening passing = Listening.to(receiver)) {
                while (passing.values().isEmpty()) {
                    send(sent, 10);
                    LockSupport.parkNanos(20_000_000);
                }
                send(sent, 20);
                passing.until(() -> staying.values().size() + passing.values().size() >= sent[0]);
                assertEquals(2, kafka.members(group()).size());
                all.addAll(passing.values());
            }
            send(sent, 20);
            staying.until(() -> staying.values().size() + all.size() >= sent[0]);
            all.addAll(staying.values());
            assertEquals(
                    IntStream.range(0, sent[0])
                            .mapToObj(i -> "record " + i)
                            .sorted()
                            .toList(),
                    all.stream().sorted().toList());
            assertEquals(List.of(), staying.errors());
        }
    }

    private KafkaReceiver withoutHeartbeats(Map<String, Object> more) {
        Map<String, Object> params = params();
        params.remove("heartbeat.interval.ms"); // the broker decides
        params.putAll(more);
        return KafkaReceiver.subscribe(List.of(kafka.topic()), params).buildRaw();
    }

    private void send(int[] sent, int records) {
        for (int i = 0; i < records; i++) {
            kafka.append(sent[0] % 2, "record " + sent[0]++);
        }
    }

    /** Where it began becomes the group's offset before anything is received. */
    @Test
    void whatComesBetweenTwoLivesOfAGroupThatBeganAtTheEndIsReceived() {
        kafka.append(0, "before");
        KafkaReceiver latest = receiver(Map.of("auto.offset.reset", "latest"));
        try (Listening first = Listening.to(latest)) {
            first.until(() -> told(0) == 1 && told(1) == 0);
            assertEquals(List.of(), first.values());
        }
        kafka.append(0, "between");
        try (Listening second = Listening.to(latest)) {
            second.until(() -> !second.values().isEmpty());
            assertEquals(List.of("between"), second.values());
        }
    }

    @Test
    void expiredOffsetsAreAnErrorUnlessAllowedAndThenSaid() throws Exception {
        kafka.append(0, "a", "b", "c");
        LocalKafka.await(kafka.admin()
                .alterConsumerGroupOffsets(group(), Map.of(kafka.partition(0), new OffsetAndMetadata(0)))
                .all());
        kafka.forgetBefore(0, 2);
        try (Listening strict = Listening.to(receiver())) {
            MillraceException refused = (MillraceException) strict.failure();
            Expect.says(Kind.CONFIGURATION, refused, kafka.topic(), "offset 0", "offset 2", "onLoss");
        }
        KafkaReceiver lossy = KafkaReceiver.subscribe(List.of(kafka.topic()), params())
                .onLoss(LossPolicy.SKIP_AND_COUNT)
                .buildRaw();
        try (Listening allowing = Listening.to(lossy)) {
            allowing.until(() -> !allowing.values().isEmpty());
            assertEquals(List.of("c"), allowing.values());
            assertTrue(
                    allowing.errors().get(0).contains("offsets 0 to 2 are gone unread"), allowing.errors()::toString);
        }
    }

    @Test
    void aGroupThatStandsBehindTheEndIsAnError() throws Exception {
        kafka.append(0, "a");
        LocalKafka.await(kafka.admin()
                .alterConsumerGroupOffsets(group(), Map.of(kafka.partition(0), new OffsetAndMetadata(100)))
                .all());
        try (Listening member = Listening.to(receiver())) {
            MillraceException refused = (MillraceException) member.failure();
            Expect.says(Kind.CONFIGURATION, refused, group(), "ends before offset 100", "--reset-offsets");
        }
    }

    @Test
    void withResetNoneAGroupNeedsOffsets() throws Exception {
        try (Listening member = Listening.to(receiver(Map.of("auto.offset.reset", "none")))) {
            MillraceException refused = (MillraceException) member.failure();
            Expect.says(Kind.CONFIGURATION, refused, group(), "auto.offset.reset is none");
        }
    }

    @Test
    void mistakesAreToldWhereTheyAreMade() {
        Map<String, Object> without = kafka.params();
        assertSays("group.id", without);
        Map<String, Object> committing = params();
        committing.put("enable.auto.commit", true);
        assertSays("enable.auto.commit", committing);
    }

    private void assertSays(String part, Map<String, Object> params) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> KafkaReceiver.subscribe(List.of(kafka.topic()), params));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e::toString);
    }
}
