package dev.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.BatchDriver;
import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.StreamingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Keys and values of all kinds, and of changing kinds, become what a map makes of them, batch after batch. */
class CombineTest {
    private static Object key(Random random, int kind) {
        return switch (kind) {
            case 0 -> (long) random.nextInt(300);
            case 1 -> random.nextInt(300);
            case 2 -> "key " + random.nextInt(300);
            case 3 -> random.nextInt(50) == 0 ? (Object) NumberTable.FREE : (Object) (long) random.nextInt(100);
            default -> random.nextInt(100) == 0 ? (Object) "one" : (Object) random.nextInt(100);
        };
    }

    private static Object value(Random random, int kind) {
        return switch (kind) {
            case 0 -> 1L;
            case 1 -> 1;
            case 2 -> 0.5;
            case 3 -> random.nextInt(300) == 0 ? (Object) "text" : (Object) 1L;
            default -> "a";
        };
    }

    private static Object add(Object one, Object other) {
        if (one instanceof Long number && other instanceof Long more) {
            return number + more;
        }
        if (one instanceof Integer number && other instanceof Integer more) {
            return number + more;
        }
        if (one instanceof Double number && other instanceof Double more) {
            return number + more;
        }
        return Math.max(String.valueOf(one).length(), String.valueOf(other).length()) + "";
    }

    @Test
    void everyKindOfKeysAndValuesIsCombinedAsInAMap() throws Exception {
        int batches = 25;
        long seed = 20261126;
        Random random = new Random(seed);
        Queue<dev.millrace.RDD<Pair<Object, Object>>> queue = new ConcurrentLinkedQueue<>();
        List<Map<Object, Object>> expected = new ArrayList<>();
        List<Map<Object, Object>> found = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(batches);
        try (StreamingContext context = StreamingContext.builder()
                .appName("combine")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(1))
                .build()) {
            for (int batch = 0; batch < batches; batch++) {
                List<Pair<Object, Object>> pairs = new ArrayList<>();
                int keys = batch % 5;
                int values = batch / 5;
                for (int i = 0; i < 20_000; i++) {
                    pairs.add(Pair.of(key(random, keys), value(random, values)));
                }
                Map<Object, Object> map = new HashMap<>();
                // in halves, as the two partitions are
                for (List<Pair<Object, Object>> half :
                        List.of(pairs.subList(0, 10_000), pairs.subList(10_000, 20_000))) {
                    Map<Object, Object> part = new HashMap<>();
                    half.forEach(pair -> part.merge(pair.key(), pair.value(), CombineTest::add));
                    part.forEach((key, value) -> map.merge(key, value, CombineTest::add));
                }
                expected.add(map);
                queue.add(context.parallelize(pairs, 2));
            }
            context.queueStream(queue).foreachRDD(rdd -> {
                if (found.size() < batches) {
                    Map<Object, Object> map = new HashMap<>();
                    PairRDD<Object, Object> combined =
                            rdd.mapToPair(pair -> pair).reduceByKey(CombineTest::add);
                    for (Pair<Object, Object> pair : combined.collect()) {
                        assertEquals(null, map.put(pair.key(), pair.value()), "twice: " + pair.key());
                    }
                    found.add(map);
                    done.countDown();
                }
            });
            context.start();
            done.await();
        }
        for (int batch = 0; batch < batches; batch++) {
            assertEquals(expected.get(batch), found.get(batch), "seed " + seed + ", batch " + batch);
        }
    }

    private static List<List<Pair<Object, Object>>> inOrder(List<List<Pair<Object, Object>>> batches) {
        List<List<Pair<Object, Object>>> combined = new ArrayList<>();
        try (StreamingContext context = StreamingContext.builder()
                .appName("order")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(1))
                .build()) {
            Queue<dev.millrace.RDD<Pair<Object, Object>>> queue = new ConcurrentLinkedQueue<>();
            batches.forEach(batch -> queue.add(context.parallelize(batch, 2)));
            context.queueStream(queue)
                    .mapToPair(pair -> pair)
                    .reduceByKey(CombineTest::add)
                    .toDStream()
                    .foreachRDD(rdd -> combined.add(rdd.collect()));
            BatchDriver driver = context.startByHand();
            batches.forEach(batch -> driver.runBatch());
        }
        return combined;
    }

    /** Tables are used again: a batch that runs again in a new process, whose tables are new, must give the same order. */
    @Test
    void theOrderOfKeysDependsOnTheBatchAlone() {
        Random random = new Random(20261129);
        List<List<Pair<Object, Object>>> batches = new ArrayList<>();
        for (int batch = 0; batch < 30; batch++) {
            int keys = random.nextInt(5);
            int values = random.nextInt(5);
            List<Pair<Object, Object>> pairs = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                pairs.add(Pair.of(key(random, keys), value(random, values)));
            }
            batches.add(pairs);
        }
        List<List<Pair<Object, Object>>> together = inOrder(batches);
        for (int batch = 0; batch < batches.size(); batch++) {
            assertEquals(inOrder(List.of(batches.get(batch))).get(0), together.get(batch), "batch " + batch);
        }
    }
}
