package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkTask;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a sink makes of the marks that it finds. */
class MarksTest {
    private static final TopicPartition UNDER = new TopicPartition("out", 0);

    private static SinkTask task(long batch, long epoch) {
        return new SinkTask("sink", batch, 3, epoch, 0);
    }

    private static Marks after(SinkTask written) {
        return Marks.decode("here", Marks.ofBatch(written, UNDER), Marks.ofEpoch(written, UNDER));
    }

    @Test
    void withoutMarksNothingIsWritten() {
        assertFalse(Marks.decode("here", Map.of(), Map.of()).hasWritten(task(1, 1), "here"));
    }

    @Test
    void aBatchIsRecognisedByWhoeverRunsItAgain() {
        assertTrue(after(task(5, 2)).hasWritten(task(5, 2), "here"));
        assertTrue(after(task(5, 2)).hasWritten(task(5, 3), "here"));
        assertFalse(after(task(5, 2)).hasWritten(task(6, 2), "here"));
    }

    @Test
    void aDriverThatWasReplacedIsRefused() {
        MillraceException e =
                assertThrows(MillraceException.class, () -> after(task(5, 3)).hasWritten(task(6, 2), "here"));
        Expect.says(Kind.CONFIGURATION, e, "here", "epoch 3", "epoch 2");
    }

    @Test
    void anotherLifeOfTheProgramIsRefused() {
        MillraceException e =
                assertThrows(MillraceException.class, () -> after(task(5, 1)).hasWritten(task(1, 1), "here"));
        Expect.says(Kind.CONFIGURATION, e, "batch 1", "batch 5", "partition 3", "checkpoint");
    }

    @Test
    void aBatchOfTheSameNumberFromAnotherLifeIsRefusedNotSkipped() {
        SinkTask earlier = new SinkTask("sink", 1, Instant.parse("2026-01-01T00:00:00Z"), 3, 1, 0);
        SinkTask now = new SinkTask("sink", 1, Instant.parse("2026-02-01T00:00:00Z"), 3, 1, 0);
        assertTrue(after(earlier).hasWritten(earlier, "here"));
        MillraceException e =
                assertThrows(MillraceException.class, () -> after(earlier).hasWritten(now, "here"));
        Expect.says(Kind.CONFIGURATION, e, "2026-01-01", "2026-02-01", "partition 3", "checkpoint");
    }

    @Test
    void theHighestOfSeveralTopicsCounts() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(Marks.ofBatch(task(5, 1), UNDER));
        offsets.putAll(Marks.ofBatch(task(7, 1), new TopicPartition("other", 0)));
        assertEquals(7L, Marks.decode("here", offsets, Map.of()).batch());
    }

    @Test
    void offsetsOfSomebodyElseAreNotTakenForMarks() {
        MillraceException e = assertThrows(
                MillraceException.class, () -> Marks.decode("here", Map.of(UNDER, new OffsetAndMetadata(9)), Map.of()));
        Expect.says(Kind.CONFIGURATION, e, "here", "somebody else");
    }
}
