package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.InDoubt;
import dev.millrace.batch.MemoryStorage;
import dev.millrace.batch.RetryPolicy;
import dev.millrace.connector.Position;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a batch: what is there, and how often, after a death at every step and after every failure. */
class BatchLifeTest {
    private final HandClock clock = new HandClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final ListSource source = new ListSource();
    private final MemorySinks.Staged staged = new MemorySinks.Staged();
    private final MemorySinks.Marker marker = new MemorySinks.Marker();
    private final MemorySinks.Plain plain = new MemorySinks.Plain();
    private final List<String> acted = new ArrayList<>();
    private final Set<String> times = new TreeSet<>();
    private @Nullable BatchStep diesAt;
    private int reached;

    /** The death of the process. */
    private static final class Death extends Error {}

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("life")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock)
                .printStream(
                        new PrintStream(PrintStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8))
                .checkpointStorage(() -> storage)
                .batchSteps((step, batch) -> {
                    if (step == diesAt) {
                        reached++;
                        throw new Death();
                    }
                });
    }

    private StreamingContext everything(StreamingContextBuilder builder) {
        StreamingContext ssc = builder.build();
        DStream<String> lines = ssc.sourceStream(source);
        lines.foreachRDD((rdd, time) -> {
            acted.addAll(rdd.collect());
            times.add(time + " " + rdd.collect());
        });
        lines.save(staged);
        lines.map(line -> line.toUpperCase(java.util.Locale.ROOT)).save(marker);
        return ssc;
    }

    private void run(StreamingContext ssc, int batches) {
        try (ssc) {
            BatchDriver driver = ssc.startByHand();
            for (int i = 0; i < batches; i++) {
                clock.advance(Duration.ofMillis(100));
                driver.runBatch();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BatchStep.class,
            names = {"SEALED", "OUTPUT_WRITTEN"},
            mode = EnumSource.Mode.EXCLUDE)
    void aDeathAtAnyStepLeavesStateAsIfItHadNotBeen(BatchStep step) {
        source.with("a", "x", "y", "x");
        run(counting(), 1);
        source.with("a", "z", "x");
        diesAt = step;
        assertThrows(Death.class, () -> run(counting(), 1));
        assertEquals(1, reached);
        diesAt = null;
        run(counting(), 2);
        List<String> second = staged.visible.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("2/"))
                .flatMap(entry -> entry.getValue().stream())
                .sorted()
                .toList();
        assertEquals(List.of("(x,3)", "(y,1)", "(z,1)"), second);
        long deltas = storage.objects.keySet().stream()
                .filter(name -> name.startsWith("state/counts/") && !name.contains("snapshot"))
                .count();
        assertTrue(deltas <= 2, "what died attempts left is gone: " + storage.objects.keySet());
    }

    private StreamingContext counting() {
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source)
                .mapToPair(line -> Pair.of(line, 1))
                .updateStateByKey(
                        (List<Integer> ones, Optional<Integer> sum) -> Optional.of(sum.orElse(0) + ones.size()))
                .named("counts")
                .map(Pair::toString)
                .save(staged);
        return ssc;
    }

    @ParameterizedTest
    @EnumSource(value = BatchStep.class, names = "STATE_STAGED", mode = EnumSource.Mode.EXCLUDE)
    void aDeathAtAnyStepLosesNothingAndDoublesNothing(BatchStep step) {
        source.with("a", "a1", "a2").with("b", "b1");
        run(everything(builder()), 1);
        source.with("a", "a3").with("b", "b2", "b3");
        diesAt = step;
        assertThrows(Death.class, () -> run(everything(builder()), 1));
        assertEquals(1, reached);
        diesAt = null;
        source.with("a", "a4");
        try (StreamingContext ssc = everything(builder())) {
            BatchDriver driver = ssc.startByHand();
            boolean sealed = step != BatchStep.TICKED;
            boolean done = step.compareTo(BatchStep.DONE) >= 0;
            assertEquals(sealed && !done ? 2 : 0, ssc.status().recovery().inDoubtBatch());
            boolean unpublished = step == BatchStep.DONE || step == BatchStep.STATE_COMMITTED;
            assertEquals(unpublished ? 2 : 0, ssc.status().recovery().outputsPublished());
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
            driver.stop();
        }
        assertEquals(List.of("a1", "a2", "a3", "a4", "b1", "b2", "b3"), staged.records());
        assertEquals(List.of("A1", "A2", "A3", "A4", "B1", "B2", "B3"), marker.records());
        assertEquals(Set.of("a1", "a2", "a3", "a4", "b1", "b2", "b3"), Set.copyOf(acted));
        assertTrue(staged.staging.isEmpty(), "garbage is left: " + staged.staging);
        times.removeIf(time -> time.endsWith("[]"));
        assertEquals(
                step == BatchStep.TICKED ? 2 : 3,
                times.size(),
                "a batch that was sealed has its time and its records again: " + times);
    }

    @Test
    void aBatchInDoubtRunsAgainWithItsRangesItsTimeAndItsPartitions() {
        source.with("a", "1", "2", "3");
        diesAt = BatchStep.OUTPUT_WRITTEN;
        assertThrows(Death.class, () -> run(everything(builder().recordsPerBatchMax(2)), 1));
        diesAt = null;
        clock.advance(Duration.ofHours(1));
        acted.clear();
        try (StreamingContext ssc = everything(builder().master("local[7]").recordsPerBatchMax(1000))) {
            ssc.startByHand();
            assertEquals(List.of("1", "2"), acted);
            assertEquals(1, times.size());
            assertTrue(Objects.requireNonNull(ssc.status().lastBatch()).inDoubt());
        }
    }

    @Test
    void afterTwoDeathsInTheSameBatchItIsStillDoneOnce() {
        source.with("a", "1");
        for (BatchStep step : EnumSet.of(BatchStep.SEALED, BatchStep.OUTPUT_STAGED, BatchStep.OUTPUT_WRITTEN)) {
            diesAt = step;
            assertThrows(Death.class, () -> run(everything(builder()), 1));
        }
        diesAt = null;
        run(everything(builder()), 1);
        assertEquals(List.of("1"), staged.records());
        assertEquals(List.of("1"), marker.records());
    }

    @Test
    void whatAUserFunctionThrowsEndsTheStreamAndNamesBatchAndCause() throws Exception {
        source.with("a", "fine", "bad");
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source)
                .map(line -> {
                    if (line.equals("bad")) {
                        throw new IllegalStateException("no such line");
                    }
                    return line;
                })
                .save(staged);
        MillraceException failure = assertThrows(MillraceException.class, () -> run(ssc, 1));
        assertEquals(Kind.USER_CODE, failure.kind());
        String message = String.valueOf(failure.getMessage());
        for (String part : List.of("map at BatchLifeTest.java", "batch 1", "no such line")) {
            assertTrue(message.contains(part), part + " is missing in: " + message);
        }
        assertEquals(new ContextState.Failed(failure), ssc.state());
        assertSame(failure, assertThrows(MillraceException.class, ssc::awaitTermination));
        assertTrue(staged.visible.isEmpty());

        StreamingContext mended = builder().build();
        mended.sourceStream(source).map(line -> line + "!").save(staged);
        run(mended, 1);
        assertEquals(List.of("bad!", "fine!"), staged.records());
    }

    @Test
    void whatAnActionThrowsNamesTheOutput() {
        source.with("a", "1");
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source).foreachRDD(rdd -> {
            throw new IOException("disk on fire");
        });
        MillraceException failure = assertThrows(MillraceException.class, () -> run(ssc, 1));
        assertEquals(Kind.USER_CODE, failure.kind());
        assertTrue(
                String.valueOf(failure.getMessage()).contains("output 'foreachRDD-1', batch 1"), failure.getMessage());
        assertTrue(String.valueOf(failure.getMessage()).contains("disk on fire"), failure.getMessage());
    }

    @Test
    void anExternalSystemThatIsAwayForAWhileIsTriedAgain() {
        source.with("a", "1").with("b", "2");
        AtomicInteger failures = new AtomicInteger(3);
        plain.trouble = what -> {
            if (what.equals("write 1") && failures.getAndDecrement() > 0) {
                throw new IOException("connection refused");
            }
        };
        Instant before = clock.instant();
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source).save(plain);
        run(ssc, 1);
        assertEquals(List.of("1", "2"), plain.records(), "only the partition that failed is written again");
        assertEquals(Duration.ofMillis(100 + 100 + 200 + 400), Duration.between(before, clock.instant()));
    }

    @Test
    void anExternalSystemThatStaysAwayEndsTheStreamAfterAStatedTime() {
        source.with("a", "1");
        marker.trouble = what -> {
            throw new MillraceException(Kind.EXTERNAL_SYSTEM, "the database is locked");
        };
        StreamingContext ssc = builder()
                .retry(new RetryPolicy(Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(2)))
                .build();
        ssc.sourceStream(source).save(marker);
        MillraceException failure = assertThrows(MillraceException.class, () -> run(ssc, 1));
        assertEquals(Kind.EXTERNAL_SYSTEM, failure.kind());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("sink 'marker', batch 1, partition 0: the database is locked"), message);
        assertTrue(message.contains("tried 9 times in 9100 ms"), message);
        marker.trouble = what -> {};
        StreamingContext again = builder().build();
        again.sourceStream(source).save(marker);
        run(again, 1);
        assertEquals(List.of("1"), marker.records());
    }

    @Test
    void publishingThatFailsIsTriedAgainToo() {
        source.with("a", "1");
        AtomicInteger failures = new AtomicInteger(2);
        staged.trouble = what -> {
            if (what.equals("publish") && failures.getAndDecrement() > 0) {
                throw new IOException("no space left");
            }
        };
        run(everything(builder()), 1);
        assertEquals(List.of("1"), staged.records());
    }

    @Test
    void aMistakeInASinkIsNotTriedAgain() {
        source.with("a", "1");
        AtomicInteger calls = new AtomicInteger();
        plain.trouble = what -> {
            calls.incrementAndGet();
            throw new IllegalArgumentException("no such table");
        };
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source).save(plain).named("table");
        MillraceException failure = assertThrows(MillraceException.class, () -> run(ssc, 1));
        assertTrue(String.valueOf(failure.getMessage()).contains("sink 'table', batch 1, partition 0"));
        assertEquals(1, calls.get());
    }

    private void leaveBatchInDoubt(Consumer<StreamingContext> program) {
        source.with("a", "1");
        diesAt = BatchStep.OUTPUT_WRITTEN;
        StreamingContext ssc = builder().build();
        program.accept(ssc);
        assertThrows(Death.class, () -> run(ssc, 1));
        diesAt = null;
    }

    @Test
    void aProgramThatWasChangedWhileABatchIsInDoubtIsRefusedUntilToldWhatToDo() {
        leaveBatchInDoubt(ssc -> ssc.sourceStream(source).save(plain).named("old"));
        StreamingContext changed = builder().build();
        changed.sourceStream(source).save(staged).named("new");
        MillraceException failure = assertThrows(MillraceException.class, () -> run(changed, 0));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        String message = String.valueOf(failure.getMessage());
        for (String part : List.of("batch 1", "[lists, old]", "[lists, new]", "RUN_WITH_CHANGED_PROGRAM")) {
            assertTrue(message.contains(part), part + " is missing in: " + message);
        }
        StreamingContext told =
                builder().inDoubt(InDoubt.RUN_WITH_CHANGED_PROGRAM).build();
        told.sourceStream(source).save(staged).named("new");
        run(told, 1);
        assertEquals(List.of("1"), staged.records());
    }

    @Test
    void functionsMayChangeWhileABatchIsInDoubt() {
        leaveBatchInDoubt(ssc -> ssc.sourceStream(source).save(plain));
        plain.written.clear();
        StreamingContext changed = builder().build();
        changed.sourceStream(source).map(line -> line + "!").save(plain);
        run(changed, 1);
        assertEquals(List.of("1!"), plain.records());
    }

    @Test
    void aSinkThatIsGoneWhileItsOutputMayBeUnpublishedIsMissed() {
        source.with("a", "1");
        diesAt = BatchStep.DONE;
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source).save(staged).named("out");
        assertThrows(Death.class, () -> run(ssc, 1));
        diesAt = null;
        StreamingContext changed = builder().build();
        changed.sourceStream(source).print();
        MillraceException failure = assertThrows(MillraceException.class, () -> run(changed, 0));
        assertTrue(String.valueOf(failure.getMessage()).contains("sink 'out' may not be published yet"));
    }

    @Test
    void aSourceThatIsRecreatedUnderItsNameIsRefused() {
        source.with("a", "1");
        run(everything(builder()), 1);
        source.identity = "other lists";
        MillraceException failure = assertThrows(MillraceException.class, () -> run(everything(builder()), 1));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("other lists"), failure.getMessage());
    }

    @Test
    void theEndIsADurablePositionBeforeTheFirstRead() {
        source.with("a", "old").fromTheEnd = true;
        run(everything(builder()), 1);
        source.with("a", "new");
        run(everything(builder()), 1);
        assertEquals(List.of("new"), staged.records());
        assertEquals(Map.of("a", Position.ofLong(1)), source.started.get(1));
    }

    @Test
    void aReaderThatSkipsIsCaught() {
        source.with("a", "1");
        source.splitsOnReplay = 2;
        diesAt = BatchStep.SEALED;
        assertThrows(Death.class, () -> run(everything(builder()), 1));
        diesAt = null;
        MillraceException failure = assertThrows(MillraceException.class, () -> run(everything(builder()), 1));
        assertTrue(
                String.valueOf(failure.getMessage()).contains("in 2 splits, at first it had 1"), failure.getMessage());
    }

    @Test
    void sourcesAreToldWhatIsDone() {
        source.with("a", "1", "2");
        run(everything(builder()), 2);
        assertEquals(List.of(Map.of("a", Position.ofLong(2))), source.told);
    }

    @Test
    void batchesWithoutRecordsWriteNothingAndActionsSeeThem() {
        source.with("a", "1");
        StreamingContext ssc = everything(builder());
        try (ssc) {
            BatchDriver driver = ssc.startByHand();
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
            int objects = storage.objects.size();
            int calls = times.size();
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofMillis(100));
                driver.runBatch();
            }
            assertEquals(objects, storage.objects.size());
            assertEquals(calls + 5, times.size());
            assertEquals(5, ssc.status().idleBatches());
            assertEquals(1, ssc.status().batchesDone());
        }
    }

    @Test
    void whatAReceiverHadInABatchInDoubtIsLostAndNothingElse() {
        Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
        for (int run = 0; run < 2; run++) {
            source.with("a", "replayed");
            queue.add(RDD.of(List.of("received in run " + run), 1));
            diesAt = run == 0 ? BatchStep.OUTPUT_WRITTEN : null;
            StreamingContext ssc = builder().build();
            DStream<String> both = ssc.sourceStream(source).union(ssc.queueStream(queue));
            both.foreachRDD(rdd -> acted.addAll(rdd.collect()));
            both.save(staged);
            if (run == 0) {
                assertThrows(Death.class, () -> run(ssc, 1));
            } else {
                run(ssc, 1);
            }
        }
        assertEquals(List.of("received in run 1", "replayed", "replayed"), staged.records());
    }

    @Test
    void onlyStagedOutputNeedsNoSealOfItsOwn() {
        source.with("a", "1");
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source).save(staged);
        run(ssc, 1);
        assertEquals(2, storage.objects.size(), "the claim, and seal and done in one");
    }

    @Test
    void aSecondDriverFencesTheFirst() {
        source.with("a", "1");
        try (StreamingContext first = everything(builder());
                StreamingContext second = everything(builder())) {
            BatchDriver driver = first.startByHand();
            second.startByHand();
            MillraceException failure = assertThrows(MillraceException.class, driver::runBatch);
            assertTrue(String.valueOf(failure.getMessage()).contains("taken over"), failure.getMessage());
            assertTrue(staged.visible.isEmpty());
            assertTrue(acted.isEmpty());
        }
    }

    @Test
    void timesGoOnWhereTheyWereWhenTheClockWasSetBackBetweenTwoRuns() {
        source.with("a", "1");
        run(everything(builder()), 1);
        clock.set(Instant.parse("2017-01-01T00:00:00Z"));
        source.with("a", "2");
        run(everything(builder()), 1);
        assertEquals(Set.of("2018-08-01T10:22:04.100Z [1]", "2018-08-01T10:22:04.200Z [2]"), times);
    }

    @Test
    void noCheckpointMeansNumbersThatDifferFromRunToRun() {
        source.with("a", "1");
        for (int i = 0; i < 2; i++) {
            StreamingContext ssc = StreamingContext.builder()
                    .appName("life")
                    .batchInterval(Duration.ofMillis(100))
                    .clock(clock)
                    .build();
            ssc.sourceStream(source).save(staged);
            run(ssc, 1);
        }
        assertEquals(List.of("1", "1"), staged.records());
        assertNull(storage.objects.isEmpty() ? null : storage.objects.firstKey());
    }
}
