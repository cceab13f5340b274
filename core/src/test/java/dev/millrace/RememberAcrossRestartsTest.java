package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a checkpoint keeps of the batches that slices ask for. */
class RememberAcrossRestartsTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final HandClock clock = new HandClock();
    private final Queue<RDD<Object>> queue = new ConcurrentLinkedQueue<>();
    private Instant last = Instant.EPOCH;

    private int objects() {
        return storage.list("remembered/").size();
    }

    /** One start: a batch for each of the records, then what is asked. */
    private void live(int seconds, List<?> records, Consumer<DStream<Object>> asked) {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("remembering")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointStorage(() -> storage)
                .clock(clock)
                .build()) {
            if (seconds > 0) {
                ssc.remember(Duration.ofSeconds(seconds));
            }
            DStream<Object> stream = ssc.queueStream(queue).named("numbers");
            stream.foreachRDD((rdd, time) -> last = time);
            BatchDriver driver = ssc.startByHand();
            for (Object record : records) {
                queue.add(ssc.parallelize(List.of(record)));
                clock.advance(Duration.ofSeconds(1));
                driver.runBatch();
            }
            asked.accept(stream);
        }
    }

    private static List<Object> records(List<RDD<Object>> slices) {
        List<Object> records = new ArrayList<>();
        slices.forEach(rdd -> records.addAll(rdd.collect()));
        return records;
    }

    @Test
    void whatNoSliceReachesIsDeleted() {
        List<Integer> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(i);
            live(2, List.of(i), stream -> {});
        }
        live(2, many, stream -> assertEquals(List.of(97, 98, 99), records(stream.slice(last.minusSeconds(2), last))));
        assertTrue(objects() <= 3 + 32, () -> objects() + " objects");
        live(2, List.of(100), stream -> {});
        assertTrue(objects() <= 3 + 2, () -> "a start tidies up: " + objects() + " objects");
        live(0, List.of(), stream -> {});
        assertEquals(0, objects(), "who remembers nothing keeps nothing");
    }

    @Test
    void whatAStartInBetweenDidNotRememberIsForgottenNotLeftOut() {
        live(100, List.of("a", "b"), stream -> {});
        live(0, List.of("c"), stream -> {});
        live(100, List.of("d"), stream -> {
            assertEquals(List.of("d"), records(stream.slice(last, last)));
            MillraceException refused =
                    assertThrows(MillraceException.class, () -> stream.slice(last.minusSeconds(2), last));
            assertTrue(String.valueOf(refused.getMessage()).contains("forgotten"), refused.getMessage());
        });
        live(100, List.of("e"), stream -> {
            assertEquals(List.of("d", "e"), records(stream.slice(last.minusSeconds(1), last)));
            assertThrows(MillraceException.class, () -> stream.slice(last.minusSeconds(2), last));
        });
    }

    @Test
    void aSliceMayReachBackBeforeTheFirstBatchOfAll() {
        live(100, List.of("a"), stream -> {});
        live(
                100,
                List.of("b"),
                stream -> assertEquals(List.of("a", "b"), records(stream.slice(last.minusSeconds(50), last))));
    }

    @Test
    void aRecordThatCannotBeWrittenEndsTheBatchAndIsNamed() {
        MillraceException refused =
                assertThrows(MillraceException.class, () -> live(100, List.of(new StringBuilder("x")), stream -> {}));
        assertEquals(MillraceException.Kind.USER_CODE, refused.kind());
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains("batch 1 can't be remembered: values of java.lang.StringB"),
                refused.getMessage());
    }
}
