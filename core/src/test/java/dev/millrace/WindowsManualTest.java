package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The code that docs/windows.md shows does what it says. */
class WindowsManualTest {
    /** How many calls there were, and how long they took together. */
    record Calls(long count, double milliseconds) {
        static Calls of(double milliseconds) {
            return new Calls(1, milliseconds);
        }

        Calls plus(Calls other) {
            return new Calls(count + other.count, milliseconds + other.milliseconds);
        }

        double mean() {
            return milliseconds / count;
        }
    }

    private final HandClock clock = new HandClock();
    private final Queue<RDD<Pair<String, Double>>> queue = new ConcurrentLinkedQueue<>();
    private final List<String> seen = new ArrayList<>();

    private StreamingContext context() {
        clock.set(Instant.parse("2026-11-26T12:00:01Z"));
        return StreamingContext.builder()
                .appName("windows")
                .batchInterval(Duration.ofSeconds(1))
                .clock(clock)
                .build();
    }

    private void see(String what) {
        seen.add(what);
    }

    @SafeVarargs
    private void run(StreamingContext ssc, Pair<String, Double>... ofEachSecond) {
        BatchDriver driver = ssc.startByHand();
        for (Pair<String, Double> record : ofEachSecond) {
            queue.add(ssc.parallelize(List.of(record), 1));
            driver.runBatch();
        }
    }

    @Test
    void theMeanOfAKeyOverAWindow() {
        try (StreamingContext ssc = context()) {
            PairDStream<String, Double> latencies = PairDStream.fromDStream(ssc.queueStream(queue));
            Duration window = Duration.ofSeconds(4);
            Duration slide = Duration.ofSeconds(2);
            latencies
                    .combineByKeyAndWindow(
                            Calls::of, (calls, ms) -> calls.plus(Calls.of(ms)), Calls::plus, window, slide)
                    .named("latency by host")
                    .mapValues(Calls::mean)
                    .foreachRDD((rdd, time) -> see(time + " " + rdd.collectAsMap()));
            run(
                    ssc,
                    Pair.of("a", 1.0),
                    Pair.of("a", 3.0),
                    Pair.of("a", 5.0),
                    Pair.of("a", 11.0),
                    Pair.of("a", 12.0),
                    Pair.of("a", 12.0));
        }
        assertEquals(
                List.of(
                        "2026-11-26T12:00:02Z {a=2.0}",
                        "2026-11-26T12:00:04Z {a=5.0}",
                        "2026-11-26T12:00:06Z {a=10.0}"),
                seen);
    }

    @Test
    void whatIsUsedMostInAWindow() {
        try (StreamingContext ssc = context()) {
            DStream<String> hosts = ssc.queueStream(queue).map(Pair::key);
            hosts.countByValueAndWindow(Duration.ofSeconds(3), Duration.ofSeconds(1))
                    .named("calls by host")
                    .foreachRDD(rdd -> see(new TreeSet<>(rdd.collectAsMap().entrySet().stream()
                                    .map(host -> host.getValue() + " " + host.getKey())
                                    .toList())
                            .last()));
            run(ssc, Pair.of("a", 1.0), Pair.of("b", 1.0), Pair.of("b", 1.0), Pair.of("c", 1.0));
        }
        assertEquals(List.of("1 a", "1 b", "2 b", "2 b"), seen);
    }
}
