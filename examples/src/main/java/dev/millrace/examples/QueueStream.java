package dev.millrace.examples;

import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Puts RDDs into a queue that a stream takes one of in each batch: how many of its numbers end with which digit is printed.
 * Prints five batches, as many as there are RDDs, and ends.
 */
public final class QueueStream {
    private static final int RDDS = 5;

    private QueueStream() {}

    public static void main(String[] arguments) throws Exception {
        Queue<RDD<Integer>> queue = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("queue-stream")
                .batchInterval(Duration.ofMillis(100))
                .build()) {
            ssc.queueStream(queue)
                    .mapToPair(number -> Pair.of(number % 10, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD((rdd, time) -> {
                        if (!rdd.isEmpty()) {
                            System.out.println(time + " " + rdd.sortByKey().collect());
                        }
                    });
            for (int i = 1; i <= RDDS; i++) {
                queue.add(ssc.parallelize(
                        IntStream.rangeClosed(1, 1_000 * i).boxed().toList(), 4));
            }
            ssc.start();
            while (ssc.status().batchesDone() < RDDS) {
                ssc.awaitTermination(Duration.ofMillis(50));
            }
        }
    }
}
