package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import dev.millrace.log.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program in real time, while one thread sends without a pause and another splits and merges, several times a second. */
@Timeout(300)
class ReshardingUnderLoadTest {
    private static final int KEYS = 24;
    private static final int RESHARDS = 8;
    private static final int RESHARDS_MAX = 40;
    private static final long BETWEEN_MILLIS = 200;
    /** Of the producer, between two reshards. */
    private static final int ROUNDS_BETWEEN = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "pushed: {0}")
    @ValueSource(booleans = {false, true})
    void everyKeyComesOnceAndInOrderInsideAggregatesToo(boolean pushed) throws Exception {
        List<String> seen = new ArrayList<>();
        AtomicInteger count = new AtomicInteger();
        try (LocalKinesis kinesis = pushed ? LocalKinesis.pushing() : LocalKinesis.shared()) {
            kinesis.create(2);
            KinesisSourceBuilder<byte[]> source = kinesis.source();
            try (StreamingContext ssc = StreamingContext.builder()
                    .appName("under-load")
                    .batchInterval(Duration.ofMillis(20))
                    .checkpointDirectory(directory)
                    .syncPolicy(SyncPolicy.operatingSystem())
                    .clock(kinesis.clock())
                    .build()) {
                ssc.sourceStream((pushed ? source.enhancedFanOut("under-load") : source).build())
                        .map(data -> new String(data, UTF_8))
                        .foreachRDD(rdd -> {
                            List<String> batch = rdd.collect();
                            seen.addAll(batch);
                            count.addAndGet(batch.size());
                        });
                ssc.start();
                AggregatingProducer producer = new AggregatingProducer(kinesis, KEYS);
                sendWhileResharding(kinesis, producer);
                int expected = 0;
                for (int number : producer.sent()) {
                    expected += number;
                }
                await(count, expected);
                assertTrue(producer.strays() > 0, "no record came to a shard that isn't its own");
                ssc.stop();
            }
        }
        assertInOrder(seen, count.get());
    }

    private static void sendWhileResharding(LocalKinesis kinesis, AggregatingProducer producer) throws Exception {
        ExecutorService sending = Executors.newSingleThreadExecutor();
        CountDownLatch done = new CountDownLatch(1);
        try {
            Future<?> sent = sending.submit(() -> {
                while (done.getCount() > 0) {
                    producer.sendRound();
                }
            });
            Random random = new Random(1);
            for (int i = 0; i < RESHARDS || (producer.strays() == 0 && i < RESHARDS_MAX); i++) {
                int rounds = producer.rounds();
                done.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
                while (producer.rounds() < rounds + ROUNDS_BETWEEN && !sent.isDone()) {
                    LockSupport.parkNanos(10_000_000);
                }
                int open = kinesis.openShards().size();
                if (open < 2 || (open < 6 && random.nextInt(3) > 0)) {
                    kinesis.split(random.nextInt(open));
                } else {
                    kinesis.mergeFirst();
                }
            }
            done.countDown();
            sent.get();
        } finally {
            sending.shutdownNow();
        }
    }

    private static void await(AtomicInteger count, int expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (count.get() < expected) {
            assertTrue(System.nanoTime() < end, () -> count + " of " + expected + " have come");
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void assertInOrder(List<String> seen, int expected) {
        int[] next = new int[KEYS];
        for (String text : seen) {
            String[] parts = text.split(":", -1);
            int key = Integer.parseInt(parts[0]);
            assertEquals(next[key]++, Integer.parseInt(parts[1]), () -> "of key " + key);
        }
        assertEquals(expected, seen.size());
    }
}
