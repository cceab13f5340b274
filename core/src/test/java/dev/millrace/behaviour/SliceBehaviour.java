package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.PairDStream;
import dev.millrace.RDD;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContextBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Streams in the batches of the last while. */
abstract class SliceBehaviour {
    private static final String[] LINES = {"a:1 b:2", "", "a:3", "c:4", "d:5"};
    private static final String[] OTHERS = {"x:1", "", "", "", ""};

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    private static Instant at(double second) {
        return ShownStreams.BEGIN.plusMillis(Math.round(1_000 * second));
    }

    private static Duration s(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static String texts(List<? extends RDD<?>> rdds) {
        return rdds.stream().map(ShownStreams::text).toList().toString();
    }

    private static ShownStreams remembering(StreamingContextBuilder builder, int seconds) {
        ShownStreams streams = new ShownStreams(builder);
        streams.context.remember(s(seconds));
        return streams;
    }

    @Test
    void inABatchASliceHasThoseBeforeItAndItself() {
        try (ShownStreams streams = remembering(builder(), 2)) {
            DStream<String> upper = streams.words.map(word -> word.toUpperCase(java.util.Locale.ROOT));
            PairDStream<String, Integer> sums =
                    ShownStreams.pairs(streams.words).reduceByKey(Integer::sum);
            DStream<String> made = streams.words.transform(rdd -> rdd.map(word -> word + "!"));
            made.foreachRDD(rdd -> {});
            streams.others.foreachRDD((rdd, time) -> {
                streams.note("slice", texts(upper.slice(time.minusSeconds(1), time)));
                streams.note(
                        "pairs",
                        texts(sums.slice(time.minusMillis(1_500), time).stream()
                                .map(PairRDDs -> PairRDDs.toRDD())
                                .toList()));
                streams.note("made", texts(made.slice(time.minusSeconds(2), time.minusSeconds(1))));
                streams.note("compute", String.valueOf(upper.compute(time.minusMillis(500)) == null));
                List<RDD<String>> both = streams.words.slice(time.minusSeconds(1), time);
                RDD<String> all = rdd;
                for (RDD<String> one : both) {
                    all = all.union(one);
                }
                streams.note("together", ShownStreams.text(all));
            });
            streams.expect("slice", "[[A:1, B:2]] [[A:1, B:2], []] [[], [A:3]] [[A:3], [C:4]] [[C:4], [D:5]]");
            streams.expect(
                    "pairs",
                    "[[(a,1), (b,2)]] [[(a,1), (b,2)], []] [[(a,1), (b,2)], [], [(a,3)]]"
                            + " [[], [(a,3)], [(c,4)]] [[(a,3)], [(c,4)], [(d,5)]]");
            streams.expect("made", "[] [[a:1!, b:2!]] [[a:1!, b:2!], []] [[], [a:3!]] [[a:3!], [c:4!]]");
            streams.expect("compute", "true true true true true");
            streams.expect("together", "[a:1, b:2, x:1] [a:1, b:2] [a:3] [a:3, c:4] [c:4, d:5]");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void whatStateAndWindowsGaveIsRemembered() {
        try (ShownStreams streams = remembering(builder(), 10)) {
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            PairDStream<String, Integer> totals = pairs.updateStateByKey((values, before) -> Optional.of(
                    before.orElse(0) + values.stream().mapToInt(n -> n).sum()));
            DStream<Long> counts = streams.words.window(s(2), s(2)).count();
            DStream<Integer> snapshots = pairs.mapWithState(
                            StateSpec.<String, Integer, Integer, Integer>function((key, value, state) -> {
                                state.update(value.orElse(0));
                                return state.get();
                            }))
                    .stateSnapshots()
                    .map(pair -> pair.value());
            streams.words.foreachRDD((rdd, time) -> {
                if (time.equals(at(5))) {
                    streams.note("totals", texts(totals.toDStream().slice(at(1), at(3))));
                    streams.note("counts", texts(counts.slice(at(0), at(5))));
                    streams.note("snapshots", texts(snapshots.slice(at(4), at(5))));
                }
            });
            streams.expect("totals", "[[(a,1), (b,2)], [(a,1), (b,2)], [(a,4), (b,2)]]");
            streams.expect("counts", "[[2], [2]]");
            streams.expect("snapshots", "[[2, 3, 4], [2, 3, 4, 5]]");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void anotherThreadRunsASliceBetweenBatches() throws Exception {
        try (ShownStreams streams = remembering(builder(), 10)) {
            DStream<String> words = streams.words.filter(word -> !word.startsWith("b"));
            streams.see("words", words, "[a:1] [] [a:3] [c:4] [d:5]");
            assertThrows(MillraceException.class, () -> words.slice(at(1), at(2)));
            streams.run(LINES, OTHERS);
            assertEquals("[[a:3], [c:4]]", elsewhere(words, at(3), at(4.9)));
            assertEquals("[[a:3]]", elsewhere(words, at(3.7), at(3.7)));
            assertEquals("[]", elsewhere(words, at(4), at(3)));
            assertEquals("[]", elsewhere(words, at(6), at(9)));
            assertEquals(List.of("c:4"), words.compute(at(4)).collect());
            assertNull(words.compute(at(6)));
        }
    }

    private static String elsewhere(DStream<String> words, Instant from, Instant until)
            throws InterruptedException, ExecutionException {
        FutureTask<String> task = new FutureTask<>(() -> texts(words.slice(from, until)));
        Thread thread = new Thread(task, "slicing");
        thread.start();
        thread.join();
        return task.get();
    }

    @Test
    void whatIsNotRememberedIsRefused() {
        try (ShownStreams streams = remembering(builder(), 2)) {
            streams.see("words", streams.words.count(), "[2] [0] [1] [1] [1]");
            streams.run(LINES, OTHERS);
            MillraceException tooOld = assertThrows(MillraceException.class, () -> streams.words.slice(at(2), at(5)));
            assertTrue(tooOld.getMessage().contains("remember(PT2S)"), tooOld.getMessage());
            assertEquals(3, streams.words.slice(at(3), at(5)).size());
        }
        try (ShownStreams streams = new ShownStreams(builder())) {
            streams.words.foreachRDD((rdd, time) -> {
                streams.note("this batch", texts(streams.words.slice(time, time)));
                streams.note(
                        "before",
                        assertThrows(MillraceException.class, () -> streams.words.slice(time.minusSeconds(1), time))
                                .kind()
                                .toString());
            });
            streams.expect("this batch", "[[a:1, b:2]] [[]] [[a:3]] [[c:4]] [[d:5]]");
            streams.expect("before", "USER_CODE USER_CODE USER_CODE USER_CODE USER_CODE");
            streams.run(LINES, OTHERS);
        }
    }
}
