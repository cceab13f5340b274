package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.status.BatchStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class StreamsExtensionTest {
    private static final List<TestStreams> USED = new ArrayList<>();

    /** Run by the tests alone. */
    @ExtendWith(StreamsExtension.class)
    abstract static class Tested {
        final TestSource<String> lines = TestSource.named("lines");
        final TestStagedSink<String> copies = TestStagedSink.named("copies");
        private final TestStreams streams =
                TestStreams.of(ssc -> ssc.sourceStream(lines).save(copies));

        TestStreams streams() {
            USED.add(streams);
            return streams;
        }
    }

    static class Passing extends Tested {
        @Test
        void passes() {
            lines.push("one");
            streams().runBatch();
            copies.expect("one");
        }
    }

    static class Failing extends Tested {
        @Test
        void fails() {
            TestStreams streams = streams();
            lines.push("one", "two");
            streams.killAt(BatchStep.OUTPUT_STAGED);
            streams.runBatch();
            streams.runBatch();
            copies.expect("one");
        }
    }

    private static Events run(Class<?> type) {
        USED.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute()
                .testEvents();
    }

    @Test
    void programsEndWithTheirTest() {
        run(Passing.class)
                .assertStatistics(statistics -> statistics.succeeded(1).failed(0));
        assertEquals(1, USED.size());
        assertFalse(USED.get(0).isRunning());
    }

    @Test
    void aFailureTellsWhatHadHappened() {
        Throwable failure = run(Failing.class).failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .findFirst()
                .orElseThrow()
                .getThrowable()
                .orElseThrow();
        assertEquals(1, failure.getSuppressed().length, () -> "suppressed by " + failure);
        String story = String.valueOf(failure.getSuppressed()[0].getMessage());
        assertTrue(story.startsWith("the program's last events:"), story);
        assertTrue(story.contains("started with epoch 1 on a new checkpoint"), story);
        assertTrue(story.contains("ended by"), story);
        assertTrue(story.contains("batch 1, read {test:lines=2}"), story);
        assertFalse(USED.get(0).isRunning());
    }
}
