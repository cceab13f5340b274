package dev.millrace.testkit;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.status.BatchStep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tests that docs/testing.md shows. */
class WordCountByHandTest {
    // region: what is tested
    static PairDStream<String, Integer> wordCount(DStream<String> lines) {
        return lines.flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum);
    }
    // endregion

    @Nested
    // region: the first test
    @ExtendWith(StreamsExtension.class)
    class WordCountTest {
        final TestSource<String> lines = TestSource.named("lines");
        final TestStagedSink<Pair<String, Integer>> counts = TestStagedSink.named("counts");
        final TestStreams streams =
                TestStreams.of(ssc -> wordCount(ssc.sourceStream(lines)).save(counts));

        @Test
        void countsTheWordsOfABatch() {
            lines.push("to be", "or not to be");
            streams.runBatch();
            counts.expect(Pair.of("to", 2), Pair.of("be", 2), Pair.of("or", 1), Pair.of("not", 1));
            streams.runBatch();
            counts.expectNothing();
        }
        // endregion

        // region: a crash
        @Test
        void countsOnceWhereverTheProcessDies() {
            for (BatchStep step : List.of(BatchStep.TICKED, BatchStep.OUTPUT_STAGED, BatchStep.DONE)) {
                lines.push(step + " " + step);
                streams.killAt(step);
                streams.restart();
                streams.runUntilIdle();
                counts.expect(Pair.of(step.name(), 2));
            }
        }
        // endregion
    }

    // region: time
    @Test
    void aWindowShowsWhatCameInTheLastThreeSeconds() {
        TestSource<String> lines = TestSource.named("lines");
        TestStagedSink<Pair<String, Integer>> counts = TestStagedSink.named("counts");
        try (TestStreams streams = TestStreams.of(ssc ->
                wordCount(ssc.sourceStream(lines).window(Duration.ofSeconds(3))).save(counts))) {
            lines.push("a");
            streams.runBatch();
            lines.push("a b");
            streams.runBatch();
            streams.runFor(Duration.ofSeconds(3));
            counts.expectBatches(
                    List.of(Pair.of("a", 1)),
                    List.of(Pair.of("a", 2), Pair.of("b", 1)),
                    List.of(Pair.of("a", 2), Pair.of("b", 1)),
                    List.of(Pair.of("a", 1), Pair.of("b", 1)));
        }
    }
    // endregion
}
