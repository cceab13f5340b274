package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.MemoryStorage;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.file.FileSink;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.Recovery;
import dev.millrace.status.RunningCode;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, failing and being watched. */
@Timeout(300)
class ContextLifeTest {
    private final Queue<RDD<String>> lines = new ConcurrentLinkedQueue<>();

    private static StreamingContextBuilder builder() {
        return StreamingContext.builder().appName("life").master("local[2]").batchInterval(Duration.ofMillis(2));
    }

    private static String refusal(org.junit.jupiter.api.function.Executable call) {
        MillraceException e = assertThrows(MillraceException.class, call);
        assertEquals(Kind.CONFIGURATION, e.kind());
        return String.valueOf(e.getMessage());
    }

    @Test
    void nothingCanBeAddedAfterTheStart() {
        try (StreamingContext ssc = builder().build()) {
            DStream<String> stream = ssc.queueStream(lines);
            stream.print(0);
            ssc.startByHand();
            assertTrue(refusal(() -> stream.map(line -> line)).startsWith("map after the context was started"));
            assertTrue(refusal(stream::print).startsWith("print after"));
            assertTrue(refusal(() -> ssc.queueStream(lines)).startsWith("sourceStream after"));
            assertTrue(refusal(() -> stream.named("late")).startsWith("named after"));
        }
    }

    @Test
    void aContextStartsOnce() {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).print(0);
            ssc.start();
            assertTrue(refusal(ssc::start).contains("this one is running"));
            ssc.stop();
            assertTrue(refusal(ssc::start).contains("this one is stopped"));
        }
    }

    @Test
    void aProgramWithoutOutputsIsRefused() {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).map(line -> line);
            assertTrue(refusal(ssc::start).contains("no output was declared"));
        }
    }

    @Test
    void settingsAreCheckedWhenTheContextIsBuilt() {
        assertTrue(refusal(() -> StreamingContext.builder()
                        .batchInterval(Duration.ofSeconds(1))
                        .build())
                .contains("appName"));
        assertTrue(
                refusal(() -> StreamingContext.builder().appName("a").build()).contains("batchInterval"));
        assertTrue(refusal(() -> builder().master("yarn")).contains("local[n]"));
        for (Duration interval : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofDays(2))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> builder().batchInterval(interval).build());
        }
        assertThrows(
                IllegalArgumentException.class, () -> builder().keyGroups(0).build());
        assertThrows(IllegalArgumentException.class, () -> builder().master("local[0]"));
        assertThrows(IllegalArgumentException.class, () -> builder().master(nothing()));
        assertThrows(IllegalArgumentException.class, () -> builder().checkpointDirectory(" "));
        assertThrows(IllegalArgumentException.class, () -> builder().checkpointDirectory(nothing()));
        try (StreamingContext ssc = builder().build()) {
            assertThrows(IllegalArgumentException.class, () -> ssc.textFileStream(nothing()));
            assertThrows(IllegalArgumentException.class, () -> ssc.socketTextStream(nothing(), 9999));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> builder().recordsPerBatchMax(0).build());
    }

    @SuppressWarnings("NullAway") // what a user without the check would do
    private static String nothing() {
        return null;
    }

    @Test
    void namesAreGivenAtOnceAndAreUnique() {
        try (StreamingContext ssc = builder().build()) {
            DStream<String> stream = ssc.queueStream(lines).named("a");
            assertTrue(refusal(() -> ssc.queueStream(lines).named("a")).contains("is taken"));
            stream.map(line -> line);
            assertTrue(refusal(() -> stream.named("b")).contains("comes too late"));
            stream.map(line -> line).named("c");
            assertTrue(refusal(() -> stream.filter(line -> true).named("c")).contains("is taken"));
            assertTrue(refusal(() -> stream.print().named("c")).contains("is taken"));
        }
    }

    @Test
    void aDemandedGuaranteeThatCantBeKeptNamesTheWeakestOutput() {
        try (StreamingContext ssc = builder()
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .checkpointStorage(MemoryStorage::new)
                .build()) {
            DStream<String> stream = ssc.sourceStream(new ListSource());
            stream.save(new MemorySinks.Staged());
            stream.print();
            assertTrue(refusal(ssc::start).contains("output 'print-1' is at-least-once, because"));
        }
        try (StreamingContext ssc =
                builder().deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE).build()) {
            ssc.sourceStream(new ListSource()).save(new MemorySinks.Staged());
            assertTrue(refusal(ssc::start).contains("there is no checkpointDirectory"));
        }
    }

    @Test
    void theGuaranteeOfEachOutputIsShown() {
        try (StreamingContext ssc =
                builder().checkpointStorage(MemoryStorage::new).build()) {
            DStream<String> stream = ssc.sourceStream(new ListSource()).named("lists");
            stream.save(new MemorySinks.Staged());
            stream.save(new MemorySinks.Marker());
            stream.save(new MemorySinks.Plain());
            stream.transform(rdd -> rdd).foreachRDD(rdd -> {});
            ssc.queueStream(lines).union(stream).save(new MemorySinks.Staged()).named("mixed");
            ssc.startByHand();
            assertEquals(
                    List.of(
                            "staged EXACTLY_ONCE",
                            "marker EXACTLY_ONCE",
                            "plain AT_LEAST_ONCE",
                            "foreachRDD-1 AT_LEAST_ONCE",
                            "mixed AT_MOST_ONCE"),
                    ssc.status().outputs().stream()
                            .map(output -> output.name() + " " + output.guarantee())
                            .toList());
        }
    }

    @Test
    void stoppingGracefullyProcessesWhatReceiversHave() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).foreachRDD(rdd -> {
                seen.addAll(rdd.collect());
                if (seen.size() == 1) {
                    first.countDown();
                    goOn.await();
                }
            });
            for (String line : List.of("a", "b", "c", "d")) {
                lines.add(ssc.parallelize(List.of(line)));
            }
            ssc.start();
            first.await();
            Thread stopper = new Thread(() -> ssc.stop(StopMode.GRACEFULLY));
            stopper.start();
            while (!(ssc.state() instanceof ContextState.Draining)) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            stopper.join();
            assertEquals(new ContextState.Stopped(), ssc.state());
        }
        assertEquals(List.of("a", "b", "c", "d"), seen);
    }

    @Test
    void stoppingNowReturnsAlthoughAFunctionHangsAndTheStatusNamesIt() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        MemorySinks.Staged sink = new MemorySinks.Staged();
        try (StreamingContext ssc = builder()
                .hangTimeout(Duration.ZERO)
                .stopTimeout(Duration.ofMillis(50))
                .build()) {
            ssc.queueStream(lines)
                    .map(line -> {
                        hangs.countDown();
                        boolean done = false;
                        while (!done) {
                            try {
                                done = released.await(1, TimeUnit.MINUTES);
                            } catch (InterruptedException e) {
                                done = false;
                            }
                        }
                        return line;
                    })
                    .save(sink);
            lines.add(ssc.parallelize(List.of("a"), 1));
            ssc.start();
            hangs.await();
            RunningCode hanging = ssc.status().hanging();
            assertNotNull(hanging);
            assertEquals("output 'staged'", hanging.output());
            assertTrue(hanging.where().contains("ContextLifeTest"), hanging.where());
            ssc.stop(StopMode.NOW);
            assertEquals(new ContextState.Stopped(), ssc.state());
            ssc.awaitTermination();
            released.countDown();
        }
        assertTrue(sink.visible.isEmpty(), "what hung until after the stop leaves no trace");
    }

    @Test
    void stoppingNowInterruptsABatch() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).foreachRDD(rdd -> {
                waits.countDown();
                new CountDownLatch(1).await();
            });
            ssc.start();
            waits.await();
            ssc.stop();
            assertEquals(new ContextState.Stopped(), ssc.state());
        }
    }

    @Test
    void aFailureIsThrownByAwaitTermination() {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).foreachRDD(rdd -> {
                throw new IllegalStateException("no");
            });
            ssc.start();
            MillraceException e = assertThrows(MillraceException.class, ssc::awaitTermination);
            assertEquals(Kind.USER_CODE, e.kind());
            assertThrows(MillraceException.class, () -> ssc.awaitTermination(Duration.ofSeconds(1)));
            ssc.stop(StopMode.GRACEFULLY);
        }
    }

    @Test
    void anErrorOfAFunctionEndsTheStreamToo() {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).foreachRDD(rdd -> {
                throw new AssertionError("not equal");
            });
            ssc.start();
            MillraceException e = assertThrows(MillraceException.class, ssc::awaitTermination);
            assertEquals(Kind.USER_CODE, e.kind());
            String message = String.valueOf(e.getMessage()).replaceAll("batch \\d+", "batch 1");
            assertEquals(
                    "source 'queue', output 'foreachRDD-1', batch 1: its function failed: java.lang.AssertionError: not equal",
                    message);
        }
    }

    @Test
    void awaitTerminationWithATimeoutReturns() throws InterruptedException {
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).print(0);
            ssc.start();
            assertFalse(ssc.awaitTermination(Duration.ofMillis(5)));
        }
    }

    @Test
    void severalContextsRunInOneJvm() throws Exception {
        List<StreamingContext> contexts = new ArrayList<>();
        CountDownLatch batches = new CountDownLatch(4 * 3);
        for (int i = 0; i < 4; i++) {
            StreamingContext ssc = builder().appName("app " + i).build();
            ssc.queueStream(lines).foreachRDD(rdd -> batches.countDown());
            ssc.start();
            contexts.add(ssc);
        }
        batches.await();
        contexts.forEach(StreamingContext::close);
    }

    @Test
    void theCheckpointIsLetGoOfWhereTheEngineCantBeOpened(@TempDir Path directory) {
        for (int i = 0; i < 2; i++) {
            try (StreamingContext ssc = builder()
                    .checkpointDirectory(directory)
                    .engine(storage -> {
                        throw new MillraceException(Kind.EXTERNAL_SYSTEM, "no cluster");
                    })
                    .build()) {
                ssc.queueStream(lines).print(0);
                MillraceException e = assertThrows(MillraceException.class, ssc::start);
                assertEquals("no cluster", e.getMessage(), "not that the directory is in use");
            }
        }
    }

    /** Notes when it is opened and closed; a test looks at what the description shares with what it opened. */
    private record Noting(List<String> notes, boolean isOpen) implements AtLeastOnceSink<String> {
        @Override
        public String defaultName() {
            return "noting";
        }

        @Override
        public Noting open(SinkContext context) {
            notes.add("opened " + context.sinkName() + " of " + context.appName());
            return new Noting(notes, true);
        }

        @Override
        public void write(SinkTask task, Iterator<String> records) {
            notes.add((isOpen ? "open" : "not open") + " writes " + records.next());
        }

        @Override
        public void close() {
            notes.add("closed");
        }
    }

    @Test
    void eachContextOpensASinkAndClosesItAtItsEnd() {
        List<String> notes = new CopyOnWriteArrayList<>();
        Noting sink = new Noting(notes, false);
        for (int start = 0; start < 2; start++) {
            try (StreamingContext ssc = builder().build()) {
                ssc.queueStream(lines).save(sink).named("out");
                lines.add(ssc.parallelize(List.of("a"), 1));
                ssc.startByHand().runBatch();
            }
        }
        List<String> once = List.of("opened out of life", "open writes a", "closed");
        assertEquals(Stream.concat(once.stream(), once.stream()).toList(), notes);
    }

    @Test
    void whatWasOpenedIsClosedWhereTheStartIsRefused() {
        List<String> notes = new CopyOnWriteArrayList<>();
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(lines).save(new Noting(notes, false));
            ssc.sourceStream(FileSource.text(Path.of("/nowhere/at/all"))).print(0);
            assertTrue(refusal(ssc::start).contains("there is no directory"));
        }
        assertEquals(List.of("opened noting of life", "closed"), notes);
    }

    @Test
    void twoOutputsIntoOneDirectoryAreRefusedAtTheStart(@TempDir Path directory) {
        try (StreamingContext ssc = builder().build()) {
            DStream<String> stream = ssc.queueStream(lines);
            stream.save(FileSink.text(directory)).named("one");
            stream.save(FileSink.text(directory)).named("two");
            String message = refusal(ssc::start);
            assertTrue(message.startsWith("sink 'two', opening it: another sink writes to " + directory), message);
        }
    }

    @Test
    void aFailedStorageEndsTheStream() {
        MemoryStorage storage = new MemoryStorage();
        ListSource source = new ListSource();
        try (StreamingContext ssc = builder().checkpointStorage(() -> storage).build()) {
            ssc.sourceStream(source).save(new MemorySinks.Staged());
            BatchDriver driver = ssc.startByHand();
            source.with("a", "1");
            storage.objects.put("batches/00000000000000000002", new byte[0]);
            assertThrows(MillraceException.class, driver::runBatch);
            assertTrue(ssc.state() instanceof ContextState.Failed);
            assertThrows(MillraceException.class, driver::runBatch);
        }
    }

    @Test
    void aListenerHearsOfEverythingAndOneThatThrowsHarmsNobody() {
        List<String> heard = new ArrayList<>();
        ListSource source = new ListSource().with("a", "1", "2");
        HandClock clock = new HandClock();
        try (StreamingContext ssc =
                builder().clock(clock).checkpointStorage(MemoryStorage::new).build()) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchStep(BatchStep step, long batch) {
                    throw new IllegalStateException("I don't like " + step);
                }
            });
            ssc.addStreamingListener(new Recorder(heard));
            DStream<String> stream = ssc.sourceStream(source);
            stream.foreachRDD(rdd -> {});
            stream.save(new MemorySinks.Staged()).named("out");
            BatchDriver driver = ssc.startByHand();
            clock.advance(Duration.ofMillis(2));
            driver.runBatch();
            clock.advance(Duration.ofMillis(2));
            driver.runBatch();
            driver.stop();
        }
        assertEquals(
                List.of(
                        "started with epoch 1 on a new checkpoint",
                        "TICKED 1",
                        "submitted {lists=2}",
                        "batch 1",
                        "SEALED 1",
                        "foreachRDD-1 begins",
                        "OUTPUT_WRITTEN 1",
                        "foreachRDD-1 ends",
                        "out begins",
                        "OUTPUT_STAGED 1",
                        "out ends",
                        "DONE 1",
                        "STATE_COMMITTED 1",
                        "OUTPUT_PUBLISHED 1",
                        "SOURCES_TOLD 1",
                        "done {lists=2}",
                        "foreachRDD-1 begins",
                        "foreachRDD-1 ends",
                        "done {}",
                        "stopped"),
                heard);
    }

    private record Recorder(List<String> heard) implements StreamingListener {
        @Override
        public void onStreamingStarted(Recovery recovery) {
            heard.add(recovery.toString());
        }

        @Override
        public void onBatchSubmitted(long batch, Instant time, Map<String, Long> recordsBySource) {
            heard.add("submitted " + recordsBySource);
        }

        @Override
        public void onBatchStarted(long batch, Instant time) {
            heard.add("batch " + batch);
        }

        @Override
        public void onBatchStep(BatchStep step, long batch) {
            heard.add(step + " " + batch);
        }

        @Override
        public void onOutputStarted(String output, long batch) {
            heard.add(output + " begins");
        }

        @Override
        public void onOutputCompleted(String output, long batch) {
            heard.add(output + " ends");
        }

        @Override
        public void onBatchCompleted(BatchInfo info) {
            heard.add("done " + info.recordsBySource());
        }

        @Override
        public void onStreamingStopped() {
            heard.add("stopped");
        }
    }
}
