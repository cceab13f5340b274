package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.LongAccumulator;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkTask;
import dev.millrace.file.FileSink;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.StreamingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of 100 ms that are done in groups of four. */
class GroupedBatchesTest {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final TestSource<Integer> numbers = TestSource.named("numbers");
    private final TestStagedSink<Integer> files = TestStagedSink.named("files");
    private final TestMarkerSink<Pair<String, List<Integer>>> table = TestMarkerSink.named("table");
    private final TestAtLeastOnceSink<Integer> queue = TestAtLeastOnceSink.named("queue");
    private final List<String> told = new CopyOnWriteArrayList<>();
    private boolean actsAtOnce;
    private boolean hasTable = true;
    private Duration upTo = Duration.ofMillis(400);
    private @Nullable LongAccumulator count;

    private final TestStreams streams = TestStreams.builder(this::declare)
            .batchInterval(INTERVAL)
            .settings(builder -> builder.groupBatches(upTo))
            .build();

    private void declare(StreamingContext ssc) {
        LongAccumulator sum = ssc.longAccumulator("sum");
        count = sum;
        var stream = ssc.sourceStream(numbers).map(number -> {
            if (number < 0) {
                throw new IllegalArgumentException("below zero");
            }
            sum.add(1);
            return number;
        });
        stream.save(files);
        if (hasTable) {
            stream.mapToPair(number -> Pair.of("all", number))
                    .<List<Integer>>updateStateByKey((values, state) -> {
                        List<Integer> list = state.orElseGet(ArrayList::new);
                        list.addAll(values);
                        return Optional.of(list);
                    })
                    .named("lists")
                    .toDStream()
                    .map(pair -> Pair.of(pair.key(), List.copyOf(pair.value())))
                    .save(table);
        }
        if (actsAtOnce) {
            stream.foreachRDD(rdd -> told.add("action " + rdd.collect()));
            stream.save(queue);
        }
        ssc.addStreamingListener(new Notes());
    }

    private final class Notes implements StreamingListener {
        @Override
        public void onBatchStep(BatchStep step, long batch) {
            if (step != BatchStep.TICKED) {
                told.add(step + " " + batch);
            }
        }

        @Override
        public void onBatchCompleted(BatchInfo info) {
            if (!info.recordsBySource().isEmpty()) {
                told.add("completed " + info.batch() + " of " + info.records());
            }
        }

        @Override
        public void onBatchFailed(long batch, Instant time, MillraceException failure) {
            told.add("failed " + batch);
        }
    }

    @AfterEach
    void close() {
        streams.close();
    }

    /** A batch that reads these. */
    private void run(Integer... read) {
        numbers.push(read);
        streams.runBatch();
    }

    private List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    @Test
    void whatAGroupWritesItWritesOnce() {
        run(1);
        run(2, 3);
        run(4);
        assertEquals(List.of(), files.records());
        assertEquals(List.of(), takeTold());
        assertEquals(0, streams.status().batchesDone());
        run(5);
        assertEquals(List.of(1, 2, 3, 4, 5), files.batch(4));
        assertEquals(
                List.of(List.of(1), List.of(1, 2, 3), List.of(1, 2, 3, 4), List.of(1, 2, 3, 4, 5)),
                table.batch(4).stream().map(Pair::value).toList());
        assertEquals(
                List.of(
                        "OUTPUT_STAGED 4",
                        "SEALED 1",
                        "SEALED 2",
                        "SEALED 3",
                        "SEALED 4",
                        "OUTPUT_WRITTEN 4",
                        "STATE_STAGED 4",
                        "DONE 4",
                        "STATE_COMMITTED 4",
                        "OUTPUT_PUBLISHED 4",
                        "SOURCES_TOLD 4",
                        "completed 1 of 1",
                        "completed 2 of 2",
                        "completed 3 of 1",
                        "completed 4 of 1"),
                takeTold());
        assertEquals(4, streams.status().batchesDone());
    }

    @Test
    void withoutAnOutsideBeforeItsEndAGroupIsOneSync() {
        hasTable = false;
        run(1);
        long before = streams.disk().syncs();
        run(2);
        run(3);
        assertEquals(before, streams.disk().syncs());
        assertEquals(0, Objects.requireNonNull(count).value());
        run(4);
        assertEquals(before + 1, streams.disk().syncs());
        assertEquals(4, Objects.requireNonNull(count).value());
        assertEquals(List.of(1, 2, 3, 4), files.batch(4));
    }

    @Test
    void aGroupEndsInTimeThoughNothingComes() {
        run(1);
        streams.runBatches(2);
        assertEquals(List.of(), files.records());
        streams.runBatch();
        assertEquals(List.of(1), files.records());
    }

    @Test
    void aGracefulStopDoesTheGroup() {
        run(1);
        run(2);
        streams.stop();
        assertEquals(List.of(1, 2), files.batch(2));
        streams.restart();
        assertEquals(2, streams.status().recovery().lastBatchDone());
        run(3);
        streams.runBatches(3);
        assertEquals(List.of(1, 2, 3), files.records());
    }

    @Test
    void aGroupThatIsNotDoneRunsAgainAsAWhole() {
        run(1);
        run(2);
        run(3);
        numbers.push(4);
        streams.killAt(BatchStep.OUTPUT_WRITTEN);
        assertEquals(List.of(), files.records());
        assertEquals(4, table.batch(4).size());
        takeTold();
        upTo = Duration.ZERO; // a group that is in doubt is one whatever the program says now
        streams.restart();
        assertEquals(1, streams.status().recovery().inDoubtBatch());
        assertEquals(4, streams.status().recovery().lastInDoubtBatch());
        assertTrue(streams.story().contains("batches 1 to 4 are in doubt and run again"), streams.story());
        assertEquals(List.of(1, 2, 3, 4), files.batch(4));
        assertEquals(4, table.records().size(), "it was marked");
        run(5);
        assertEquals(List.of(5), files.batch(5));
        assertEquals(List.of(1, 2, 3, 4, 5), table.batch(5).get(0).value());
    }

    @Test
    void whatFailsTakesItsGroupWithIt() {
        run(1);
        run(2);
        takeTold();
        MillraceException failure = assertThrows(MillraceException.class, () -> run(-3));
        assertEquals(MillraceException.Kind.USER_CODE, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("batch 3"), failure.getMessage());
        assertEquals(List.of("failed 1", "failed 2", "failed 3"), takeTold());
        assertEquals(List.of(), files.records());
    }

    @Test
    void whatActsAtOnceIsSealedBeforeAndRunsAgainWithItsGroup() {
        actsAtOnce = true;
        run(1);
        run(2);
        assertEquals(
                List.of("SEALED 1", "action [1]", "OUTPUT_WRITTEN 1"),
                takeTold().subList(0, 3));
        assertEquals(List.of(1, 2), queue.records());
        streams.kill();
        streams.restart();
        assertEquals(List.of(1, 2), files.batch(2));
        assertEquals(List.of(1, 1, 2, 2), queue.records());
        List<String> again = takeTold();
        assertEquals(List.of("action [1]", "OUTPUT_WRITTEN 1"), again.subList(0, 2));
        assertTrue(again.contains("DONE 2"), again.toString());
    }

    /** A list that each batch adds to is written as each batch left it, though it is written when the group ends. */
    @Test
    void laterBatchesChangeNothingOfWhatEarlierOnesHadToWrite(@TempDir Path directory) throws IOException {
        TestSource<Integer> source = TestSource.named("more");
        try (TestStreams lists = TestStreams.builder(ssc -> ssc.sourceStream(source)
                        .mapToPair(number -> Pair.of("all", number))
                        .<List<Integer>>updateStateByKey((values, state) -> {
                            List<Integer> list = state.orElseGet(ArrayList::new);
                            list.addAll(values);
                            return Optional.of(list);
                        })
                        .toDStream()
                        .save(FileSink.text(directory)))
                .batchInterval(INTERVAL)
                .settings(builder -> builder.groupBatches(Duration.ofMillis(300)))
                .build()) {
            for (int i = 1; i <= 6; i++) {
                source.push(i);
                lists.runBatch();
            }
        }
        List<String> lines = new ArrayList<>();
        for (long batch : List.of(3L, 6L)) {
            Path part = FileSink.text(directory).directoryOf(batch).resolve("part-00000");
            lines.add(String.join("|", Files.readAllLines(part))
                    .replace("(all,", "")
                    .replace(")", ""));
        }
        assertEquals(List.of("[1]|[1, 2]|[1, 2, 3]", "[1, 2, 3, 4]|[1, 2, 3, 4, 5]|[1, 2, 3, 4, 5, 6]"), lines);
        try (Stream<Path> visible = Files.list(directory)) {
            assertEquals(3, visible.count(), "two groups and .staging");
        }
    }

    @Test
    void aSinkThatWritesEachBatchByItselfIsRefused() {
        record Single(String name) implements MarkerSink<Integer> {
            @Override
            public String defaultName() {
                return name;
            }

            @Override
            public void write(SinkTask task, Iterator<Integer> records) {}
        }
        try (TestStreams refused = TestStreams.builder(
                        ssc -> ssc.sourceStream(numbers).save(new Single("single")))
                .settings(builder -> builder.groupBatches(Duration.ofSeconds(2)))
                .build()) {
            MillraceException failure = assertThrows(MillraceException.class, refused::runBatch);
            assertEquals(MillraceException.Kind.CONFIGURATION, failure.kind());
            assertEquals(
                    "application 'test': groupBatches(PT2S) can't be kept: sink 'single' can't write several batches at"
                            + " once. Make it a GroupingSink, or leave groupBatches out",
                    failure.getMessage());
        }
    }

    @Test
    void aGroupOfMoreThanAMinuteIsRefused() {
        upTo = Duration.ofSeconds(61);
        assertThrows(IllegalArgumentException.class, streams::runBatch);
    }

    /** Windows whose panes are shorter than a group are the same after a restart. */
    @Test
    void windowsGoOnAfterAnyGroup() {
        TestSource<Integer> source = TestSource.named("more");
        TestStagedSink<Integer> sums = TestStagedSink.named("sums");
        try (TestStreams windows = TestStreams.builder(ssc -> ssc.sourceStream(source)
                        .mapToPair(number -> Pair.of("sum", number))
                        .reduceByKeyAndWindow(Integer::sum, (sum, gone) -> sum - gone, Duration.ofMillis(500), INTERVAL)
                        .named("window")
                        .toDStream()
                        .map(Pair::value)
                        .save(sums))
                .batchInterval(INTERVAL)
                .settings(builder -> builder.groupBatches(Duration.ofMillis(300)))
                .build()) {
            List<Integer> expected = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                source.push(i);
                windows.runBatch();
                int sum = 0;
                for (int j = Math.max(1, i - 4); j <= i; j++) {
                    sum += j;
                }
                expected.add(sum);
                if (i % 7 == 0) {
                    windows.stop();
                }
            }
            windows.stop();
            assertEquals(expected, sums.records());
        }
    }
}
