package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that is abandoned and started again on its checkpoint, with other numbers of workers, goes on counting. */
class StateAcrossRestartsTest {
    private final HandClock clock = new HandClock();
    private final TreeMap<String, Long> expected = new TreeMap<>();

    @TempDir
    Path checkpoint;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void totalsGoOnWhereTheLastDoneBatchLeftThem(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 8; life++) {
            List<TreeMap<String, Long>> totals = new ArrayList<>();
            Queue<RDD<Integer>> numbers = new ConcurrentLinkedQueue<>();
            StreamingContext ssc = StreamingContext.builder()
                    .appName("totals")
                    .master("local[" + (1 + random.nextInt(4)) + "]")
                    .batchInterval(Duration.ofMillis(10))
                    .checkpointDirectory(checkpoint)
                    .keyGroups(16)
                    .clock(clock)
                    .build();
            ssc.queueStream(numbers)
                    .mapToPair(number -> Pair.of("key-" + number % 50, (long) number))
                    .updateStateByKey((List<Long> news, Optional<Long> total) -> total.orElse(0L) > 2_000
                            ? Optional.empty()
                            : Optional.of(total.orElse(0L)
                                    + news.stream().mapToLong(Long::longValue).sum()))
                    .named("totals")
                    .foreachRDD(rdd -> totals.add(new TreeMap<>(rdd.collectAsMap())));
            BatchDriver driver = ssc.startByHand();
            for (int batch = 0; batch < 40; batch++) {
                List<Integer> records = new ArrayList<>();
                for (int i = random.nextInt(20); i > 0; i--) {
                    records.add(random.nextInt(100));
                }
                numbers.add(ssc.parallelize(records, 1 + random.nextInt(3)));
                clock.advance(Duration.ofMillis(10));
                driver.runBatch();
                update(records);
                assertEquals(expected, totals.get(totals.size() - 1), "seed " + seed + ", life " + life);
            }
            ssc.close();
        }
    }

    private void update(List<Integer> records) {
        TreeMap<String, Long> sums = new TreeMap<>();
        records.forEach(number -> sums.merge("key-" + number % 50, (long) number, Long::sum));
        List<String> full = expected.entrySet().stream()
                .filter(entry -> entry.getValue() > 2_000)
                .map(Map.Entry::getKey)
                .toList();
        sums.forEach((key, sum) -> expected.merge(key, sum, Long::sum));
        full.forEach(expected::remove);
    }
}
