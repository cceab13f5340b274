package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.status.BatchStep;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tests that docs/testing.md shows. */
class WordCountByHandTest {
    // region: the first test
    private final TestSource<String> lines = TestSource.named("lines");
    private final TestStagedSink<Pair<String, Integer>> counts = TestStagedSink.named("counts");

    @Test
    void countsTheWordsOfABatch() {
        try (TestStreams streams = TestStreams.of(this::wordCount)) {
            lines.push("to be", "or not to be");
            streams.runBatch();
            assertEquals(
                    Set.of(Pair.of("to", 2), Pair.of("be", 2), Pair.of("or", 1), Pair.of("not", 1)),
                    Set.copyOf(counts.lastBatch()));
        }
    }

    private void wordCount(StreamingContext ssc) {
        ssc.sourceStream(lines)
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum)
                .save(counts);
    }
    // endregion

    // region: a crash
    @Test
    void countsOnceWhereverTheProcessDies() {
        List<BatchStep> steps = List.of(BatchStep.TICKED, BatchStep.OUTPUT_STAGED, BatchStep.DONE);
        try (TestStreams streams = TestStreams.of(this::wordCount)) {
            for (BatchStep step : steps) {
                lines.push(step + " " + step);
                streams.killAt(step);
                streams.restart();
                streams.runUntilIdle();
            }
        }
        assertEquals(steps.stream().map(step -> Pair.of(step.name(), 2)).toList(), counts.records());
    }
    // endregion
}
