package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.PairDStream;
import dev.millrace.RDD;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.BatchSteps;
import dev.millrace.status.BatchStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slices that reach back to batches of an earlier start. */
abstract class SliceRestartBehaviour {
    private static final String[] LINES = {"a:1 b:2", "", "a:3", "c:4", "d:5"};
    private static final String[] OTHERS = {"x:1", "", "", "", ""};

    @TempDir
    private Path directory;

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    private static String texts(List<? extends RDD<?>> rdds) {
        return rdds.stream().map(ShownStreams::text).toList().toString();
    }

    /** Runs the batches of a part of the lines; what the last of all shows of those before it is noted. */
    private static void live(StreamingContextBuilder builder, int from, int until, List<String> noted) {
        try (ShownStreams streams = new ShownStreams(builder)) {
            streams.context.remember(Duration.ofSeconds(10));
            DStream<String> upper = streams.words.map(word -> word.toUpperCase(java.util.Locale.ROOT));
            DStream<String> made =
                    streams.words.transform((rdd, time) -> rdd.map(word -> time.getEpochSecond() + word));
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            PairDStream<String, Integer> totals = pairs.updateStateByKey((values, before) -> Optional.of(
                    before.orElse(0) + values.stream().mapToInt(n -> n).sum()));
            DStream<Long> counts = streams.words
                    .window(Duration.ofSeconds(2), Duration.ofSeconds(2))
                    .count();
            DStream<Integer> snapshots = pairs.mapWithState(
                            StateSpec.<String, Integer, Integer, Integer>function((key, value, state) -> {
                                state.update(value.orElse(0));
                                return state.get();
                            }))
                    .stateSnapshots()
                    .map(pair -> pair.value());
            DStream<String> both = streams.words.union(upper);
            Instant last = ShownStreams.BEGIN.plusSeconds(LINES.length);
            streams.words.foreachRDD((rdd, time) -> {
                if (time.equals(last)) {
                    Instant first = ShownStreams.BEGIN.plusSeconds(1);
                    for (DStream<?> stream : List.of(upper, made, totals.toDStream(), counts, snapshots)) {
                        noted.add(texts(stream.slice(first, last)));
                    }
                    noted.add(texts(both.slice(first, last.minusSeconds(3))));
                }
            });
            streams.run(Arrays.copyOfRange(LINES, from, until), Arrays.copyOfRange(OTHERS, from, until));
        }
    }

    @Test
    void afterARestartASliceIsWhatItWouldHaveBeenWithout() {
        List<String> withoutRestart = new ArrayList<>();
        live(builder(), 0, LINES.length, withoutRestart);
        assertEquals("[[A:1, B:2], [], [A:3], [C:4], [D:5]]", withoutRestart.get(0));
        List<String> restarted = new ArrayList<>();
        for (int i = 0; i < LINES.length; i += 2) {
            live(builder().checkpointDirectory(directory), i, Math.min(i + 2, LINES.length), restarted);
        }
        assertEquals(withoutRestart, restarted);
    }

    @Test
    void aBatchInDoubtSlicesTheSameWhenItRunsAgainWhereverTheDriverDies() {
        for (BatchStep step : BatchStep.values()) {
            BatchesSource source = new BatchesSource();
            Path checkpoint = directory.resolve(step.name());
            List<String> noted = new ArrayList<>();
            for (int batch = 1; batch <= 3; batch++) {
                source.add(List.of(batch, 10 * batch));
            }
            sums(checkpoint, source, step, noted);
            List<String> before = List.copyOf(noted);
            noted.clear();
            sums(checkpoint, source, null, noted);
            String again = "[[11], [22], [33]]";
            boolean isEarly = step == BatchStep.TICKED || step == BatchStep.SEALED;
            assertEquals(isEarly ? List.of() : List.of(again), before, step::name);
            assertEquals(isEarly || step == BatchStep.OUTPUT_WRITTEN ? List.of(again) : List.of(), noted, step::name);
        }
    }

    /** Notes what the third batch slices, although no more than a second is remembered: the first has gone when it is done. */
    private void sums(Path checkpoint, BatchesSource source, @Nullable BatchStep death, List<String> noted) {
        BatchSteps dying = (reached, batch) -> {
            if (batch == 3 && reached == death) {
                throw new Death();
            }
        };
        try (StreamingContext ssc = builder()
                .appName("sums")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointDirectory(checkpoint)
                .clock(new ShownStreams.StandingClock())
                .batchSteps(dying)
                .build()) {
            ssc.remember(Duration.ofSeconds(1));
            DStream<Integer> sums = ssc.sourceStream(source)
                    .named("numbers")
                    .transform(rdd -> rdd.repartition(1)
                            .glom()
                            .map(all -> all.stream().mapToInt(n -> n).sum()));
            sums.foreachRDD((rdd, time) -> {
                if (rdd.take(1).equals(List.of(33))) {
                    noted.add(texts(sums.slice(time.minusSeconds(2), time)));
                }
            });
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < 3; i++) {
                driver.runBatch();
            }
        } catch (Death expected) {
            assertNotNull(death);
        }
    }
}
