package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.status.BatchStep;
import dev.millrace.testkit.StreamsExtension;
import dev.millrace.testkit.TestStagedSink;
import dev.millrace.testkit.TestStreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StreamsExtension.class)
class SensorCountsTest {
    private static final MeasurementSource SENSORS = new MeasurementSource(3, 100);

    private final TestStagedSink<Pair<String, Long>> undisturbed = TestStagedSink.named("undisturbed");
    private final TestStagedSink<Pair<String, Long>> disturbed = TestStagedSink.named("disturbed");
    private final TestStreams quiet =
            TestStreams.of(ssc -> SensorCounts.warm(ssc, SENSORS).save(undisturbed));
    private final TestStreams killed =
            TestStreams.of(ssc -> SensorCounts.warm(ssc, SENSORS).save(disturbed));

    private static Map<String, Long> counts(TestStagedSink<Pair<String, Long>> sink) {
        Map<String, Long> counts = new TreeMap<>();
        sink.lastBatch().forEach(pair -> counts.put(pair.key(), pair.value()));
        return counts;
    }

    @Test
    void deathsAndDowntimeChangeNoCount() {
        quiet.restart();
        killed.restart();
        quiet.runFor(Duration.ofSeconds(30));
        killed.runFor(Duration.ofSeconds(10));
        for (BatchStep step : List.of(BatchStep.TICKED, BatchStep.STATE_STAGED, BatchStep.DONE)) {
            killed.killAt(step);
        }
        killed.advance(Duration.ofSeconds(10));
        killed.runFor(Duration.ofSeconds(7));
        Map<String, Long> counts = counts(undisturbed);
        assertEquals(3, counts.size());
        assertTrue(counts.getOrDefault("sensor-0", 0L) > 500, "it is warm every now and then: " + counts);
        assertEquals(counts, counts(disturbed));
    }

    @Test
    void aCheckpointOfOtherSensorsIsRefused() {
        TestStagedSink<Pair<String, Long>> sink = TestStagedSink.named("counts");
        int[] sensors = {3};
        try (TestStreams streams = TestStreams.of(ssc ->
                SensorCounts.warm(ssc, new MeasurementSource(sensors[0], 100)).save(sink))) {
            streams.runBatch();
            sensors[0] = 4;
            MillraceException e = assertThrows(MillraceException.class, streams::restart);
            assertTrue(String.valueOf(e.getMessage()).contains("4 sensors"), e.getMessage());
        }
    }
}
