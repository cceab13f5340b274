package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often a batch that changes state makes the checkpoint's disk sync, and that this is enough when power is lost. */
class SyncsOfABatchTest {
    private final TestSource<String> words = TestSource.named("words");
    private final TestStagedSink<Pair<String, Long>> files = TestStagedSink.named("files");
    private final TestMarkerSink<Pair<String, Long>> table = TestMarkerSink.named("table");

    private DStream<Pair<String, Long>> counts(StreamingContext ssc) {
        return ssc.sourceStream(words)
                .mapToPair(word -> Pair.of(word, 1L))
                .<Long>updateStateByKey((ones, sum) -> Optional.of(sum.orElse(0L) + ones.size()))
                .named("counts")
                .toDStream();
    }

    private long syncsOfASecondBatch(TestStreams streams) {
        words.push("a", "b");
        streams.runBatch();
        words.push("a", "c");
        long before = streams.disk().syncs();
        streams.runBatch();
        return streams.disk().syncs() - before;
    }

    @Test
    void rangesStateAndEndShareOneWhereAllOutputIsStaged() {
        try (TestStreams streams = TestStreams.of(ssc -> counts(ssc).save(files))) {
            assertEquals(1, syncsOfASecondBatch(streams));
        }
    }

    @Test
    void rangesHaveTheirOwnWhereSomethingIsWrittenOutside() {
        try (TestStreams streams = TestStreams.of(ssc -> counts(ssc).save(table))) {
            assertEquals(2, syncsOfASecondBatch(streams));
        }
    }

    @Test
    void stateOutlivesALossOfPowerThatFollowsItsBatchAtOnce() {
        try (TestStreams streams = TestStreams.of(ssc -> counts(ssc).save(files))) {
            words.push("a", "b");
            streams.runBatch();
            words.push("a", "c");
            streams.runBatch();
            streams.losePower();
            words.push("a", "b", "c");
            streams.runBatch();
            assertEquals(Set.of(Pair.of("a", 3L), Pair.of("b", 2L), Pair.of("c", 2L)), Set.copyOf(files.batch(3)));
        }
    }
}
