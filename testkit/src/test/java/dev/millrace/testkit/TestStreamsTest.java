package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.status.BatchStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class TestStreamsTest {
    private static final Logger LOGGER = Logger.getLogger("dev.millrace");

    private final Faults faults = new Faults();
    private final TestSource<Integer> numbers =
            TestSource.<Integer>named("numbers").with(faults);
    private final TestStagedSink<Integer> files =
            TestStagedSink.<Integer>named("files").with(faults);
    private final TestMarkerSink<Integer> table =
            TestMarkerSink.<Integer>named("table").with(faults);
    private final TestAtLeastOnceSink<Integer> queue =
            TestAtLeastOnceSink.<Integer>named("queue").with(faults);
    private final List<Instant> times = new ArrayList<>();
    private final TestStreams streams =
            TestStreams.builder(this::program).faults(faults).build();

    private void program(StreamingContext context) {
        var doubled = context.sourceStream(numbers).map(number -> 2 * number);
        doubled.save(queue);
        doubled.foreachRDD((rdd, time) -> times.add(time));
        doubled.save(files);
        doubled.save(table);
    }

    @Test
    void eachBatchIsAnIntervalLater() {
        numbers.push(1);
        assertTrue(streams.runBatch());
        numbers.push(2);
        assertTrue(streams.runBatch());
        assertFalse(streams.runBatch());
        assertEquals(Instant.parse("2030-01-01T00:00:01Z"), times.get(0));
        assertEquals(Instant.parse("2030-01-01T00:00:02Z"), times.get(1));
        assertEquals(List.of(2), files.batch(1));
        assertEquals(List.of(4), files.batch(2));
        assertEquals(List.of(4), files.lastBatch());
        assertEquals(List.of(2, 4), table.records());
        assertEquals(List.of(2, 4), queue.records());
    }

    @Test
    void batchesWithoutTimeBetweenThemHaveDifferentTimes() {
        for (int i = 0; i < 5; i++) {
            numbers.push(i);
            streams.runBatchNow();
        }
        assertEquals(5, times.stream().distinct().count());
        assertEquals(times.stream().sorted().toList(), times);
    }

    @Test
    void aBatchIsRunOnceWhereverTheProcessDies() {
        int pushed = 0;
        for (BatchStep step : BatchStep.values()) {
            if (step == BatchStep.STATE_STAGED) {
                continue; // This program has no state.
            }
            numbers.push(pushed, pushed + 1);
            pushed += 2;
            streams.killAt(step);
            assertFalse(streams.isRunning());
            streams.restart();
            streams.runUntilIdle();
            assertEquals(pushed, files.records().size(), () -> "files after a death at " + step);
            assertEquals(pushed, table.records().size(), () -> "table after a death at " + step);
        }
        assertTrue(queue.records().size() > pushed, "at least once, and sometimes more often");
        assertEquals(2 * (pushed - 1), files.records().get(pushed - 1));
    }

    @Test
    void aStepThatIsNotReachedIsAnError() {
        numbers.push(1);
        assertThrows(AssertionError.class, () -> streams.killAt(BatchStep.STATE_STAGED));
        streams.runBatch();
        assertEquals(List.of(2), files.records());
    }

    @Test
    void whatIsDoneSurvivesALossOfPower() {
        for (int i = 0; i < 20; i++) {
            numbers.push(i);
            streams.runBatch();
            streams.losePower();
        }
        assertEquals(20, files.records().size());
        assertEquals(20, streams.status().recovery().lastBatchDone());
    }

    @Test
    void aSinkThatFailsIsTriedAgain() {
        for (Faults.Effect effect : List.of(Faults.Effect.FAIL_BEFORE, Faults.Effect.FAIL_AFTER)) {
            Faults ofTable = new Faults();
            table.with(ofTable);
            int before = table.records().size();
            numbers.push(1);
            ofTable.at(1, effect);
            streams.runBatch();
            assertEquals(
                    effect + " the transaction of batch " + (before + 1) + ", partition 0 of sink table",
                    ofTable.struck());
            assertEquals(before + 1, table.records().size());
        }
    }

    @Test
    void aFailureEndsTheProgramUntilItIsStartedAgain() {
        Level before = LOGGER.getLevel();
        LOGGER.setLevel(Level.OFF);
        numbers.push(1);
        streams.restart();
        faults.at(1, Faults.Effect.FAIL_BEFORE);
        assertThrows(MillraceException.class, streams::runBatch);
        assertFalse(streams.isRunning());
        faults.clear();
        streams.runBatch();
        assertEquals(List.of(2), files.records());
        LOGGER.setLevel(before);
    }

    @Test
    void settingsCanBeChanged() {
        TestStreams small = TestStreams.builder(this::program)
                .batchInterval(Duration.ofMillis(100))
                .settings(builder -> builder.recordsPerBatchMax(2))
                .build();
        numbers.push(1, 2, 3, 4, 5);
        small.runBatches(3);
        assertEquals(List.of(2, 4), files.batch(1));
        assertEquals(List.of(10), files.batch(3));
        assertEquals(Duration.ofMillis(100), Duration.between(times.get(0), times.get(1)));
        small.stop();
        small.stop();
        small.close();
    }
}
