package dev.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.HandClock;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.function.Function3;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads work on keyed state: what there is to do decides, not how many keys there are. */
@Timeout(120)
class StateWorkersTest {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final HandClock clock = new HandClock();
    private final Queue<RDD<Integer>> input = new ConcurrentLinkedQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** A running count by key; {@code onCall} is run for each record. */
    private StreamingContext counting(Consumer<Integer> onCall) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("workers")
                .master("local[2]")
                .batchInterval(INTERVAL)
                .clock(clock)
                .build();
        Function3<Integer, Optional<Integer>, State<Integer>, Integer> count = (key, one, sum) -> {
            threads.add(Thread.currentThread());
            onCall.accept(key);
            sum.update(sum.getOption().orElse(0) + one.orElseThrow());
            return sum.get();
        };
        ssc.queueStream(input)
                .mapToPair(key -> Pair.of(key, 1))
                .mapWithState(StateSpec.function(count))
                .foreachRDD(rdd -> rdd.foreach(sum -> threads.add(Thread.currentThread())));
        return ssc;
    }

    private void run(BatchDriver driver, StreamingContext ssc, List<Integer> keys) {
        input.add(ssc.parallelize(keys, 2));
        clock.advance(INTERVAL);
        driver.runBatch();
    }

    @Test
    void manyRecordsOfFewKeysAreWorkedOnByTwoThreadsAtOnce() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> met = ConcurrentHashMap.newKeySet();
        try (StreamingContext ssc = counting(key -> {
            if (met.add(Thread.currentThread())) {
                both.countDown();
                await(both);
            }
        })) {
            run(
                    ssc.startByHand(),
                    ssc,
                    IntStream.range(0, 20_000).map(i -> i % 10).boxed().toList());
        }
        assertEquals(2, met.size(), "threads that called the state function while the other one did");
        assertEquals(0, both.getCount());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS), "the other thread doesn't come");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fewRecordsWakeNobodyHoweverManyKeysThereAre() {
        try (StreamingContext ssc = counting(key -> {})) {
            BatchDriver driver = ssc.startByHand();
            run(driver, ssc, IntStream.range(0, 5_000).boxed().toList());
            threads.clear();
            for (int round = 0; round < 200; round++) {
                run(driver, ssc, List.of(round, 2_000 + round, 4_000 + round));
            }
        }
        assertEquals(Set.of(Thread.currentThread()), threads);
    }
}
