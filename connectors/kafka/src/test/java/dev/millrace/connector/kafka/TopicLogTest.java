package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.MillraceException;
import dev.millrace.connector.kafka.KafkaCalls.TopicInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of logs, and what has changed between two looks. */
class TopicLogTest {
    private static final Uuid ONE = new Uuid(-1, 7);
    private static final Uuid TWO = new Uuid(5, -8);

    private static TopicInfo info(Uuid id, Integer... partitions) {
        return new TopicInfo(id, List.of(partitions), new TreeSet<>());
    }

    private static TopicLog log(String topic, int partition, Uuid id) {
        return new TopicLog(topic, partition, id.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "a-1", "a.b_c-2-3", "-"})
    void aNameLeadsBackToItsLog(String topic) {
        for (Uuid id : List.of(ONE, TWO, Uuid.ZERO_UUID)) {
            assertEquals(log(topic, 12, id), TopicLog.parse(log(topic, 12, id).name()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "words", "words-1", "words@id", "words-x@id", "@", "-1@id"})
    void whatIsNoNameIsRefused(String name) {
        assertEquals(
                MillraceException.Kind.CORRUPT_DATA,
                assertThrows(MillraceException.class, () -> TopicLog.parse(name))
                        .kind());
    }

    @Test
    void partitionsThatComeAndTopicsThatAreMadeAgainAreSeen() {
        Set<TopicLog> known = Set.of(log("a", 0, ONE), log("b", 0, ONE), log("c", 0, ONE));
        TopicChanges changes = TopicChanges.between(known, Map.of("a", info(ONE, 0, 1), "b", info(TWO, 0)));
        assertEquals(Set.of(log("a", 1, ONE), log("b", 0, TWO)), changes.added());
        assertEquals(Set.of(log("b", 0, ONE), log("c", 0, ONE)), changes.gone());
    }
}
