package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class QueueStreamTest {
    private final Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
    private final List<List<String>> batches = new ArrayList<>();
    private final StreamingContext ssc = StreamingContext.builder()
            .appName("queue")
            .master("local[2]")
            .batchInterval(Duration.ofSeconds(1))
            .clock(new HandClock())
            .build();

    private void run(DStream<String> stream, int count) {
        stream.foreachRDD(rdd -> batches.add(rdd.collect()));
        try (ssc) {
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < count; i++) {
                driver.runBatch();
            }
        }
    }

    private void add(String... records) {
        queue.add(ssc.parallelize(List.of(records)));
    }

    @Test
    void eachBatchTakesOneUnlessToldOtherwise() {
        add("a", "b");
        add("c");
        run(ssc.queueStream(queue), 3);
        assertEquals(List.of(List.of("a", "b"), List.of("c"), List.of()), batches);
    }

    @Test
    void aBatchMayTakeAllThatAreThereInTheirOrder() {
        add("a", "b");
        add("c");
        run(ssc.queueStream(queue, false), 2);
        assertEquals(List.of(List.of("a", "b", "c"), List.of()), batches);
    }

    @Test
    void batchesThatFindTheQueueEmptyReadTheDefault() {
        add("a");
        add("b");
        run(ssc.queueStream(queue, true, ssc.parallelize(List.of("nothing"))), 4);
        assertEquals(List.of(List.of("a"), List.of("b"), List.of("nothing"), List.of("nothing")), batches);
    }

    @Test
    void theDefaultIsReadAloneAlsoWhereABatchTakesAll() {
        add("a");
        add("b");
        run(ssc.queueStream(queue, false, ssc.parallelize(List.of("nothing"))), 2);
        assertEquals(List.of(List.of("a", "b"), List.of("nothing")), batches);
    }

    @Test
    void anRddThatOperationsMadeIsComputedWhenABatchTakesIt() {
        queue.add(ssc.parallelize(List.of("a", "b")).map(String::toUpperCase));
        add("c");
        run(ssc.queueStream(queue), 2);
        assertEquals(List.of(List.of("A", "B"), List.of("c")), batches);
    }

    @Test
    void whatFailsInSuchAnRddIsTheUsersAndNamed() {
        queue.add(ssc.parallelize(List.of("a")).map(text -> text.substring(2)));
        MillraceException e = assertThrows(MillraceException.class, () -> run(ssc.queueStream(queue), 1));
        assertEquals(Kind.USER_CODE, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("map"), e.getMessage());
    }

    @Test
    void anRddOfABatchThatIsOverIsRefused() {
        List<RDD<String>> seen = new ArrayList<>();
        add("a");
        DStream<String> stream = ssc.queueStream(queue);
        stream.foreachRDD(rdd -> {
            if (seen.isEmpty()) {
                seen.add(rdd);
                queue.add(rdd.map(String::toUpperCase));
            }
        });
        MillraceException e = assertThrows(MillraceException.class, () -> run(stream, 2));
        assertEquals(Kind.USER_CODE, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("parallelize(rdd.collect())"), e.getMessage());
    }
}
