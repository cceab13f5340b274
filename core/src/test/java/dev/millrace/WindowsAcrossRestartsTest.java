package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that is abandoned and started again on its checkpoint, with other numbers of workers, shows in every window what
 * one shows that is never stopped: sums of fractions too, to the last bit.
 */
class WindowsAcrossRestartsTest {
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Instant START = Instant.ofEpochSecond(1_600_000_000);
    private static final int LIVES = 6;
    private static final int BATCHES = 60;

    private final List<List<Double>> batches = new ArrayList<>();
    private final List<Integer> pauses = new ArrayList<>();

    @TempDir
    Path checkpoint;

    private static Duration intervals(int count) {
        return INTERVAL.multipliedBy(count);
    }

    private static void program(StreamingContext ssc, Queue<RDD<Double>> numbers, List<String> shown) {
        DStream<Double> stream = ssc.queueStream(numbers);
        PairDStream<String, Double> pairs =
                stream.mapToPair(number -> Pair.of("key-" + (int) (number * 1_000) % 30, number));
        see(pairs.reduceByKeyAndWindow(Double::sum, intervals(17)).named("sums"), shown);
        see(
                pairs.reduceByKeyAndWindow(Double::sum, (all, gone) -> all - gone, intervals(17), INTERVAL)
                        .named("totals"),
                shown);
        see(pairs.reduceByKeyAndWindow(Math::max, intervals(9), intervals(6)).named("largest"), shown);
        see(pairs.reduceByKeyAndWindow(Double::sum, intervals(8), intervals(4)).named("tumbling"), shown);
        see(pairs.groupByKeyAndWindow(intervals(5)).named("groups"), shown);
        see(stream.window(intervals(7)).named("records").mapToPair(number -> Pair.of("", number)), shown);
    }

    private static <V> void see(PairDStream<String, V> stream, List<String> shown) {
        stream.foreachRDD((rdd, time) -> shown.add(time + " "
                + rdd.collect().stream().map(String::valueOf).sorted().toList()));
    }

    private void makeBatches(Random random) {
        for (int i = 0; i < LIVES * BATCHES; i++) {
            List<Double> records = new ArrayList<>();
            for (int n = random.nextInt(3) == 0 ? 0 : random.nextInt(15); n > 0; n--) {
                records.add(random.nextDouble());
            }
            batches.add(records);
            pauses.add(random.nextInt(12) == 0 ? 2 + random.nextInt(20) : 1);
        }
    }

    private List<String> run(int lives, Random random, boolean durable) {
        List<String> shown = new ArrayList<>();
        HandClock clock = new HandClock();
        clock.set(START);
        int next = 0;
        for (int life = 0; life < lives; life++) {
            StreamingContextBuilder builder = StreamingContext.builder()
                    .appName("windows")
                    .master("local[" + (1 + random.nextInt(4)) + "]")
                    .batchInterval(INTERVAL)
                    .keyGroups(16)
                    .clock(clock);
            StreamingContext ssc = (durable ? builder.checkpointDirectory(checkpoint) : builder).build();
            Queue<RDD<Double>> numbers = new ConcurrentLinkedQueue<>();
            program(ssc, numbers, shown);
            BatchDriver driver = ssc.startByHand();
            for (int batch = 0; batch < batches.size() / lives; batch++) {
                numbers.add(ssc.parallelize(batches.get(next), 2));
                clock.advance(intervals(pauses.get(next)));
                next++;
                driver.runBatch();
            }
            ssc.close();
        }
        return shown;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void windowsGoOnWhereTheLastDoneBatchLeftThem(long seed) {
        Random random = new Random(seed);
        makeBatches(random);
        List<String> uninterrupted = run(1, random, false);
        List<String> restarted = run(LIVES, random, true);
        for (int i = 0; i < uninterrupted.size(); i++) {
            assertEquals(uninterrupted.get(i), restarted.get(i), "seed " + seed + ", output " + i);
        }
        assertEquals(uninterrupted.size(), restarted.size());
    }
}
