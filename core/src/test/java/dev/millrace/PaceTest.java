package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When batches begin, and how much they take. */
@Timeout(180)
class PaceTest {
    private final HandClock clock = new HandClock();
    private final ListSource words = new ListSource();
    private final List<List<String>> batches = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("pace")
                .master("local")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock);
    }

    private BatchDriver start(StreamingContext ssc) {
        ssc.sourceStream(words).foreachRDD((rdd, time) -> {
            batches.add(rdd.collect());
            times.add(time);
        });
        return ssc.startByHand();
    }

    private void runBatch(BatchDriver driver) {
        clock.advance(Duration.ofMillis(100));
        driver.runBatch();
    }

    @Test
    void aSourceGivesNoMoreThanItsRate() {
        words.with("log", Collections.nCopies(100, "word").toArray(String[]::new));
        try (StreamingContext ssc =
                builder().maxRate(1_000_000).maxRate("lists", 100).build()) {
            BatchDriver driver = start(ssc);
            runBatch(driver);
            runBatch(driver);
            clock.advance(Duration.ofHours(1));
            runBatch(driver);
            assertEquals(List.of(10, 10, 10), batches.stream().map(List::size).toList(), "also after a pause");
            driver.stop();
        }
    }

    @Test
    void aRateForASourceThatIsNotThereIsRefused() {
        try (StreamingContext ssc = builder().maxRate("list", 10).build()) {
            MillraceException e = assertThrows(MillraceException.class, () -> start(ssc));
            assertEquals(
                    "maxRate(\"list\", …): the program has no source of this name, it has [lists]", e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> builder().maxRate(0));
        assertThrows(IllegalArgumentException.class, () -> builder().initialRate(-1));
        assertThrows(IllegalArgumentException.class, () -> new BackPressure.Pid(-1, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new BackPressure.ByCost(0));
    }

    private static StreamingContextBuilder tuned() {
        // region: settings of the manual
        return StreamingContext.builder()
                .appName("tuned")
                .batchInterval(Duration.ofMillis(100))
                .initialRate(50_000)
                .maxRate("clicks", 200_000)
                .backPressure(BackPressure.pid().withMinRate(1_000))
                .lateBatches(LateBatches.stopAfter(600));
        // endregion
    }

    @Test
    void theSettingsOfTheManualBoundTheFirstBatch() {
        words.with("log", Collections.nCopies(10_000, "word").toArray(String[]::new));
        try (StreamingContext ssc = tuned().clock(clock).build()) {
            ssc.sourceStream(words).named("clicks").foreachRDD(rdd -> batches.add(rdd.collect()));
            runBatch(ssc.startByHand());
            assertEquals(5_000, batches.get(0).size());
        }
    }

    @Test
    void theFirstBatchTakesWhatTheInitialRateBringsInAnInterval() {
        words.with("log", Collections.nCopies(100, "word").toArray(String[]::new));
        try (StreamingContext ssc =
                builder().initialRate(250).backPressure(BackPressure.pid()).build()) {
            runBatch(start(ssc));
            assertEquals(25, batches.get(0).size());
        }
    }

    @Test
    void withoutBackPressureABatchTakesAll() {
        words.with("log", Collections.nCopies(20_000, "word").toArray(String[]::new));
        try (StreamingContext ssc = builder().backPressure(BackPressure.off()).build()) {
            runBatch(start(ssc));
            assertEquals(20_000, batches.get(0).size());
        }
    }

    private List<Long> timesAfterALongBatch(LateBatches late, int runs) {
        try (StreamingContext ssc = builder().lateBatches(late).build()) {
            BatchDriver driver = start(ssc);
            runBatch(driver);
            clock.advance(Duration.ofMillis(400)); // so long did it take
            for (int i = 0; i < runs; i++) {
                driver.runBatch();
            }
        }
        return times.stream()
                .map(time -> Duration.between(times.get(0), time).toMillis())
                .toList();
    }

    @Test
    void missedBatchesAreMergedOrRunOrEndTheProgram() {
        assertEquals(List.of(0L, 400L, 500L), timesAfterALongBatch(LateBatches.merge(), 2));
        times.clear();
        assertEquals(List.of(0L, 100L, 200L, 300L, 400L), timesAfterALongBatch(LateBatches.await(), 4));
        times.clear();
        assertEquals(List.of(0L, 100L, 200L), timesAfterALongBatch(LateBatches.stopAfter(3), 2));
        MillraceException e =
                assertThrows(MillraceException.class, () -> timesAfterALongBatch(LateBatches.stopAfter(2), 1));
        assertEquals(Kind.CONFIGURATION, e.kind());
        assertTrue(
                String.valueOf(e.getMessage()).contains("3 batches wait, more than the 2 of stopAfter"),
                e.getMessage());
    }

    /** Notes where it is opened, so that a test can say that records came. */
    private record Noted(ListSource list, CompletableFuture<SourceContext> context)
            implements ReplayableSource<String> {
        @Override
        public String defaultName() {
            return list.defaultName();
        }

        @Override
        public SourceReader<String> open(SourceContext opening) {
            context.complete(opening);
            return list.open(opening);
        }
    }

    @Test
    void recordsBeginABatchAtOnceWhereThatIsAskedFor() throws Exception {
        CompletableFuture<SourceContext> source = new CompletableFuture<>();
        CountDownLatch seen = new CountDownLatch(1);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("early")
                .batchInterval(Duration.ofHours(6))
                .batchPace(BatchPace.WHEN_RECORDS_COME)
                .build()) {
            ssc.sourceStream(new Noted(words, source)).foreachRDD(rdd -> {
                if (!rdd.isEmpty()) {
                    seen.countDown();
                }
            });
            ssc.start();
            words.with("log", "one");
            source.join().recordsCame();
            assertTrue(seen.await(60, TimeUnit.SECONDS), "the next multiple of the interval is hours away");
        }
    }

    /** Stores when it is told to. */
    private static final class Told extends Receiver<String> {
        private final CountDownLatch started = new CountDownLatch(1);

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onStop() {}
    }

    private static void oneRecordBeginsABatch(StreamingContextBuilder builder) throws Exception {
        Told receiver = new Told();
        CountDownLatch seen = new CountDownLatch(1);
        try (StreamingContext ssc = builder.appName("early")
                .batchInterval(Duration.ofHours(6))
                .batchPace(BatchPace.WHEN_RECORDS_COME)
                .build()) {
            ssc.receiverStream(receiver).foreachRDD(rdd -> {
                if (!rdd.isEmpty()) {
                    seen.countDown();
                }
            });
            ssc.start();
            receiver.started.await();
            receiver.store("one");
            assertTrue(seen.await(60, TimeUnit.SECONDS), "the next multiple of the interval is hours away");
        }
    }

    @Test
    void aReceiverBeginsABatchFromMemoryAndFromItsLog(@TempDir Path directory) throws Exception {
        oneRecordBeginsABatch(StreamingContext.builder());
        oneRecordBeginsABatch(StreamingContext.builder().checkpointDirectory(directory));
    }
}
