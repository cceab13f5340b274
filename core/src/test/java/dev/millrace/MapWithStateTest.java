package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.function.Function3;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mapWithState} in whole programs: its settings, its errors, batches without records, restarts. */
class MapWithStateTest {
    private static final Function3<String, Optional<Integer>, State<Integer>, String> SUM = (key, value, state) -> {
        if (state.isTimingOut()) {
            return key + " idle";
        }
        state.update(state.getOption().orElse(0) + value.orElse(0));
        return key + "=" + state.get();
    };

    private final HandClock clock = new HandClock();
    private final Queue<RDD<Pair<String, Integer>>> queue = new ConcurrentLinkedQueue<>();

    @TempDir
    Path checkpoint;

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("mapWithState")
                .master("local[2]")
                .batchInterval(Duration.ofSeconds(1))
                .keyGroups(16)
                .clock(clock);
    }

    private StreamingContext context() {
        clock.set(Instant.ofEpochSecond(600_000));
        return builder().build();
    }

    private PairDStream<String, Integer> input(StreamingContext ssc) {
        return ssc.queueStream(queue).mapToPair(pair -> pair);
    }

    /** Runs the next batch, on these records. */
    private void batch(StreamingContext ssc, BatchDriver driver, List<Pair<String, Integer>> records) {
        if (!records.isEmpty()) {
            queue.add(ssc.parallelize(records, 2));
        }
        clock.advance(Duration.ofSeconds(1));
        driver.runBatch();
    }

    @Test
    void aFunctionWithTheTimeMayReturnNothing() {
        List<String> shown = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            input(ssc)
                    .mapWithState(StateSpec.<String, Integer, Integer, String>function((time, key, value, state) -> {
                        boolean isNew = !state.exists();
                        state.update(value.orElseThrow());
                        return isNew ? Optional.of(key + " at " + time.getEpochSecond()) : Optional.empty();
                    }))
                    .foreachRDD(rdd -> shown.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            batch(ssc, driver, List.of(Pair.of("a", 1), Pair.of("a", 2)));
            batch(ssc, driver, List.of(Pair.of("b", 1), Pair.of("a", 2)));
        }
        assertEquals(List.of("a at 600001", "b at 600002"), shown);
    }

    /** So much state that keys are looked up in chunks: known ones, new ones, and one several times in a chunk. */
    @Test
    void keysOfLargeStateAreLookedUpAhead() {
        int keys = 80_000;
        List<String> shown = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            input(ssc).mapWithState(StateSpec.function(SUM)).foreachRDD(rdd -> {
                shown.clear();
                shown.addAll(rdd.collect());
            });
            BatchDriver driver = ssc.startByHand();
            List<Pair<String, Integer>> all = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                all.add(Pair.of("k" + key, key));
            }
            batch(ssc, driver, all);
            assertEquals(keys, shown.size());
            List<Pair<String, Integer>> some = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int key = 0; key < 2 * keys; key += 333) {
                int before = key < keys ? key : 0;
                some.add(Pair.of("k" + key, 1));
                some.add(Pair.of("k" + key, 1));
                expected.add("k" + key + "=" + (before + 1));
                expected.add("k" + key + "=" + (before + 2));
            }
            batch(ssc, driver, some);
            assertEquals(
                    expected.stream().sorted().toList(), shown.stream().sorted().toList());
        }
    }

    @Test
    void snapshotsShowAllStatesInBatchesWithoutRecordsToo() {
        List<String> shown = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            PairRDD<String, Integer> initial = PairRDD.fromRDD(ssc.parallelize(List.of(Pair.of("z", 26)), 1));
            MapWithStateDStream<String, Integer, Integer, String> mapped = input(ssc)
                    .mapWithState(StateSpec.function(SUM).initialState(initial).numPartitions(3))
                    .named("sums");
            mapped.foreachRDD(rdd -> shown.add(rdd.collect().toString()));
            mapped.stateSnapshots().foreachRDD(rdd -> {
                shown.add(new TreeMap<>(rdd.collectAsMap()).toString());
                assertEquals(3, rdd.glom().collect().size());
            });
            BatchDriver driver = ssc.startByHand();
            batch(ssc, driver, List.of(Pair.of("a", 1)));
            batch(ssc, driver, List.of());
        }
        assertEquals(List.of("[a=1]", "{a=1, z=26}", "[]", "{a=1, z=26}"), shown);
    }

    @Test
    void keysTimeOutInBatchesWithoutRecordsWhichAreQuietAgainAfterwards() {
        List<String> shown = new ArrayList<>();
        clock.set(Instant.ofEpochSecond(600_000));
        try (StreamingContext ssc = builder().checkpointDirectory(checkpoint).build()) {
            input(ssc)
                    .mapWithState(StateSpec.function(SUM).timeout(Duration.ofSeconds(3)))
                    .foreachRDD((rdd, time) -> {
                        List<String> mapped = rdd.collect();
                        if (!mapped.isEmpty()) {
                            shown.add(time.getEpochSecond() + " " + mapped);
                        }
                    });
            BatchDriver driver = ssc.startByHand();
            batch(ssc, driver, List.of(Pair.of("a", 1)));
            for (int i = 0; i < 20; i++) {
                batch(ssc, driver, List.of());
            }
            assertTrue(
                    ssc.status().batchesDone() <= 6,
                    "written batches: " + ssc.status().batchesDone());
        }
        assertEquals(List.of("600001 [a=1]", "600005 [a idle]"), shown);
    }

    @Test
    void aBatchCallsTheFunctionForItsRecordsAndForNoOtherKey() {
        AtomicInteger calls = CALLS;
        try (StreamingContext ssc = context()) {
            input(ssc)
                    .mapWithState(StateSpec.<String, Integer, Integer, Integer>function((key, value, state) -> {
                                calls.incrementAndGet();
                                state.update(1);
                                return 1;
                            })
                            .timeout(Duration.ofHours(1)))
                    .foreachRDD(rdd -> rdd.count());
            BatchDriver driver = ssc.startByHand();
            List<Pair<String, Integer>> many = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                many.add(Pair.of("key" + i, i));
            }
            batch(ssc, driver, many);
            calls.set(0);
            batch(ssc, driver, many.subList(0, 10));
            assertEquals(10, calls.get());
        }
    }

    private static final AtomicInteger CALLS = new AtomicInteger();

    @Test
    void aStateCannotBeUsedAgainstItsRules() {
        List<String> shown = new ArrayList<>();
        try (StreamingContext ssc = context()) {
            input(ssc)
                    .mapWithState(StateSpec.<String, Integer, Integer, String>function((key, value, state) -> {
                                if (state.isTimingOut()) {
                                    assertThrows(IllegalArgumentException.class, () -> state.update(1));
                                    assertThrows(IllegalArgumentException.class, state::remove);
                                    return "idle";
                                }
                                assertFalse(state.exists());
                                assertThrows(NoSuchElementException.class, state::get);
                                state.update(7);
                                state.remove();
                                assertEquals(Optional.empty(), state.getOption());
                                assertThrows(IllegalArgumentException.class, state::remove);
                                assertThrows(IllegalArgumentException.class, () -> state.update(1));
                                return "removed";
                            })
                            .initialState(PairRDD.fromRDD(ssc.parallelize(List.of(Pair.of("z", 1)), 1)))
                            .timeout(Duration.ofSeconds(2)))
                    .foreachRDD(rdd -> shown.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            batch(ssc, driver, List.of(Pair.of("a", 1)));
            for (int i = 0; i < 4; i++) {
                batch(ssc, driver, List.of());
            }
        }
        assertEquals(List.of("removed", "idle"), shown, "initial state counts from the first batch");
        assertThrows(
                IllegalArgumentException.class, () -> StateSpec.function(SUM).timeout(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class, () -> StateSpec.function(SUM).numPartitions(0));
    }

    /** What it should be, in plain Java: looked at in every batch. */
    private static final class Model {
        private final Map<String, Integer> sums = new HashMap<>();
        private final Map<String, Long> touched = new HashMap<>();

        List<String> batch(long second, List<Pair<String, Integer>> records, int timeout) {
            List<String> shown = new ArrayList<>();
            for (Pair<String, Integer> pair : records) {
                sums.merge(pair.key(), pair.value(), Integer::sum);
                touched.put(pair.key(), second);
                shown.add(pair.key() + "=" + sums.get(pair.key()));
            }
            for (String key : List.copyOf(touched.keySet())) {
                if (touched.getOrDefault(key, second) < second - timeout) {
                    touched.remove(key);
                    sums.remove(key);
                    shown.add(key + " idle");
                }
            }
            shown.sort(null);
            return shown;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aProgramThatIsAbandonedAndStartedAgainTimesOutAsOneThatIsNot(long seed) {
        Random random = new Random(seed);
        int timeout = 2 + random.nextInt(6);
        Model model = new Model();
        clock.set(Instant.ofEpochSecond(600_000));
        for (int life = 0; life < 4; life++) {
            List<String> shown = new ArrayList<>();
            StreamingContext ssc = builder()
                    .master("local[" + (1 + random.nextInt(3)) + "]")
                    .checkpointDirectory(checkpoint)
                    .build();
            queue.clear();
            input(ssc)
                    .mapWithState(StateSpec.function(SUM).timeout(Duration.ofSeconds(timeout)))
                    .named("sums")
                    .foreachRDD(rdd -> shown.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            for (int batch = 0; batch < 25; batch++) {
                List<Pair<String, Integer>> records = new ArrayList<>();
                for (int n = random.nextInt(3) == 0 ? random.nextInt(6) : 0; n > 0; n--) {
                    records.add(Pair.of("key" + random.nextInt(12), random.nextInt(100)));
                }
                records.sort((one, other) -> one.key().compareTo(other.key()));
                shown.clear();
                batch(ssc, driver, records);
                shown.sort(null);
                assertEquals(
                        model.batch(clock.instant().getEpochSecond(), records, timeout),
                        shown,
                        "seed " + seed + ", life " + life + ", batch " + batch);
            }
            ssc.close();
        }
    }
}
