package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.MemoryStorage;
import dev.millrace.plan.StateFunction;
import dev.millrace.status.BatchStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What state functions emit and leave, in which order, in a process that dies again and again and in one that doesn't. */
class StateOrderTest {
    private static final List<BatchStep> DEADLY = List.of(
            BatchStep.SEALED,
            BatchStep.OUTPUT_WRITTEN,
            BatchStep.STATE_STAGED,
            BatchStep.DONE,
            BatchStep.STATE_COMMITTED);

    /** The death of the process. */
    private static final class Death extends Error {}

    /** A program on a checkpoint of its own, and what it gave out by batch time. */
    private static final class Life {
        private final HandClock clock = new HandClock();
        private final MemoryStorage storage = new MemoryStorage();
        private final ListSource source = new ListSource();
        private final Map<Instant, List<String>> emitted = new TreeMap<>();
        private final Declaration declaration;
        private @Nullable BatchStep diesAt;
        private int deaths;

        private Life(Declaration declaration) {
            this.declaration = declaration;
        }

        private StreamingContext declare() {
            StreamingContext ssc = StreamingContext.builder()
                    .appName("order")
                    .master("local[3]")
                    .batchInterval(Duration.ofMillis(100))
                    .clock(clock)
                    .checkpointStorage(() -> storage)
                    .keyGroups(8)
                    .batchSteps((step, batch) -> {
                        if (step == diesAt) {
                            diesAt = null;
                            deaths++;
                            throw new Death();
                        }
                    })
                    .build();
            declaration
                    .of(ssc, ssc.sourceStream(source).mapToPair(record -> Pair.of(record, 1L)))
                    .foreachRDD((rdd, time) -> {
                        List<String> records = rdd.collect();
                        List<String> before = emitted.put(time, records);
                        assertTrue(before == null || before.equals(records), "what ran again gave the same");
                    });
            return ssc;
        }

        private void run(List<List<String>> batches, Random deadly, double deathRate) {
            int next = 0;
            while (next < batches.size()) {
                try (StreamingContext ssc = declare()) {
                    BatchDriver driver = ssc.startByHand();
                    while (next < batches.size()) {
                        source.with("log", batches.get(next++).toArray(new String[0]));
                        diesAt = deadly.nextDouble() < deathRate ? DEADLY.get(deadly.nextInt(DEADLY.size())) : null;
                        clock.advance(Duration.ofMillis(100));
                        driver.runBatch();
                    }
                } catch (Death death) {
                    // The next life goes on.
                }
            }
        }
    }

    /** A program with state. */
    private interface Declaration {
        DStream<String> of(StreamingContext ssc, PairDStream<String, Long> pairs);
    }

    private static List<List<String>> batches(Random random) {
        List<List<String>> batches = new ArrayList<>();
        for (int batch = 0; batch < 60; batch++) {
            List<String> records = new ArrayList<>();
            for (int i = 1 + random.nextInt(25); i > 0; i--) {
                records.add("key-" + random.nextInt(60));
            }
            batches.add(records);
        }
        return batches;
    }

    private static void compare(long seed, Declaration declaration) {
        List<List<String>> batches = batches(new Random(seed));
        Life undisturbed = new Life(declaration);
        undisturbed.run(batches, new Random(seed), 0);
        Life disturbed = new Life(declaration);
        disturbed.run(batches, new Random(seed), 0.3);
        assertTrue(disturbed.deaths > 5, () -> disturbed.deaths + " deaths");
        assertEquals(
                List.copyOf(undisturbed.emitted.values()), List.copyOf(disturbed.emitted.values()), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void deathsDontChangeTheOrderInWhichKeysAreEmitted(long seed) {
        compare(
                seed,
                (ssc, pairs) -> pairs.updateStateByKey((List<Long> ones, Optional<Long> total) -> {
                            long sum = total.orElse(0L) + ones.size();
                            return sum > 6 ? Optional.empty() : Optional.of(sum);
                        })
                        .named("totals")
                        .map(Pair::toString));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void deathsDontLoseWhatAFunctionChangedInPlaceWithoutAWord(long seed) {
        StateFunction.RecordFunction<String, Long, List<Long>, String> appending = (key, input, value, state, out) -> {
            List<Long> seen = state.get();
            if (seen == null) {
                seen = new ArrayList<>();
                state.update(seen);
            }
            seen.add((long) seen.size());
            out.emit(key + seen);
        };
        compare(
                seed,
                (ssc, pairs) -> ssc.operators()
                        .stateful(
                                "append",
                                List.of(pairs.toDStream()),
                                null,
                                new StateFunction.PerRecord<>(appending),
                                null)
                        .named("seen"));
    }

    @Test
    void keysAreEmittedByPartitionAndKeyGroup() {
        Life life = new Life((ssc, pairs) -> pairs.updateStateByKey(
                        (List<Long> ones, Optional<Long> total) -> Optional.of(total.orElse(0L) + ones.size()))
                .named("totals")
                .map(Pair::key));
        life.run(
                List.of(List.of("d", "c", "b", "a"), List.of("e"), List.of("a", "b", "c", "d", "e")), new Random(1), 0);
        List<List<String>> emitted = List.copyOf(life.emitted.values());
        assertEquals(
                List.of(
                        List.of("b", "c", "d", "a"),
                        List.of("b", "c", "e", "d", "a"),
                        List.of("b", "e", "c", "d", "a")),
                emitted,
                "a key that is new comes last in its partition, afterwards in its key group");
    }
}
