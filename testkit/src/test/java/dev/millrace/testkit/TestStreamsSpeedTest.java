package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestStreamsSpeedTest {
    private static final int BATCHES = 5_000;

    private final TestSource<Integer> numbers = TestSource.named("numbers");
    private final TestStagedSink<Pair<Integer, Integer>> sums = TestStagedSink.named("sums");

    private void program(StreamingContext ssc) {
        ssc.sourceStream(numbers)
                .mapToPair(number -> Pair.of(number % 10, number))
                .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0)
                        + values.stream().mapToInt(Integer::intValue).sum()))
                .save(sums);
    }

    /** All is done by the test's thread: what it needs of a core is counted, however many others want it. It is a fraction of the bound. */
    @Test
    void thousandsOfBatchesWithStateAndACheckpointTakeSeconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        try (TestStreams streams = TestStreams.of(this::program)) {
            for (int i = 0; i < BATCHES; i++) {
                numbers.push(i);
                streams.runBatch();
            }
            assertEquals(BATCHES, streams.status().batchesDone());
        }
        Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - begin);
        System.out.printf("%d batches in %d ms%n", BATCHES, taken.toMillis());
        assertTrue(taken.toSeconds() < 5, BATCHES + " batches took " + taken);
    }
}
