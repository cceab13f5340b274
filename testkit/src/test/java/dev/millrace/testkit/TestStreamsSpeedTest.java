package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
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

    /** It takes a fraction of that; the bound is for machines that have other things to do. */
    @Test
    void thousandsOfBatchesWithStateAndACheckpointTakeSeconds() {
        long begin = System.nanoTime();
        try (TestStreams streams = TestStreams.of(this::program)) {
            for (int i = 0; i < BATCHES; i++) {
                numbers.push(i);
                streams.runBatch();
            }
            assertEquals(BATCHES, streams.status().batchesDone());
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf("%d batches in %d ms%n", BATCHES, taken.toMillis());
        assertTrue(taken.toSeconds() < 20, BATCHES + " batches took " + taken);
    }
}
