package dev.millrace.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.fork.StateSeries;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.JoinSteps;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every contestant that runs in any JVM, with a few records each; what Spark computes is compared in a fork. */
class ContestantsTest {
    private static final int RECORDS = 2_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(
            names = {
                "LONGS",
                "LONGS_AFTER_8",
                "LONGS_SUM",
                "READINGS",
                "READINGS_AFTER_8",
                "COUNT_10",
                "COUNT_10K",
                "COUNT_1M",
                "COUNT_10M",
                "COUNT_ZIPF",
                "COUNT_HOT",
                "WORD_COUNT",
                "GREP",
                "GREP_COUNT",
                "TOP_WORDS",
                "AD_VIEWS",
                "JOIN_TABLE"
            })
    void millraceComputesWhatTheLoopDoes(Program program) throws Exception {
        assertEquals(hash(program, Side.LOOP, RECORDS), hash(program, Side.MILLRACE, RECORDS));
    }

    @ParameterizedTest
    @EnumSource(names = {"WINDOW_SUM", "WINDOW_MAX", "WINDOW_SUM_FIRST", "WINDOW_MAX_FIRST", "WINDOW_OF_10_S"})
    void millraceShowsTheWindowsThatTheLoopDoes(Program program) throws Exception {
        assertEquals(hash(program, Side.LOOP, 10), hash(program, Side.MILLRACE, 10));
    }

    @ParameterizedTest
    @EnumSource(names = {"MILLRACE", "DSTREAM"})
    void aStreamMeetsItsTableAsInAMap(Side side) throws Exception {
        Map<Long, Long> table = Inputs.table();
        Digest expected = new Digest();
        for (Long[] part : Inputs.keysOfTable(RECORDS).parts()) {
            for (Long key : part) {
                Long found = table.get(key);
                if (found != null) {
                    expected.add(key.hashCode(), found);
                }
            }
        }
        assertEquals(expected.hash(), hash(Program.JOIN_TABLE, side, RECORDS));
    }

    @Test
    void windowsAreJoinedAsTwoLoopsDo() throws Exception {
        WindowSeries series = WindowSeries.of(Program.JOIN_WINDOWS);
        List<Batch<Long>> batches = Inputs.joinBatches(10);
        Digest expected = new Digest();
        for (int slide = series.fillingSlides(); slide < series.slides(); slide++) {
            List<Long> records = new ArrayList<>();
            for (int back = 0; back < series.slidesPerWindow(); back++) {
                batches.get((slide - back) % batches.size()).parts().forEach(part -> records.addAll(List.of(part)));
            }
            for (Long left : records) {
                for (Long right : records) {
                    if (JoinSteps.isLeft(left)
                            && JoinSteps.isRight(right)
                            && JoinSteps.key(left).equals(JoinSteps.key(right))) {
                        Output.joined(expected, JoinSteps.key(left), JoinSteps.value(left), JoinSteps.value(right));
                    }
                }
            }
        }
        assertEquals(expected.hash(), hash(Program.JOIN_WINDOWS, Side.MILLRACE, 10));
    }

    @ParameterizedTest
    @EnumSource(names = {"MILLRACE", "DSTREAM"})
    void everyRecordThatComesAtARateIsCountedOnce(Side side) throws Exception {
        assertEquals(hash(Program.LATENCY_100K, Side.LOOP, RECORDS), hash(Program.LATENCY_100K, side, RECORDS));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOOP", "MILLRACE", "DSTREAM"})
    void viewsAreCountedByCampaignAsInAMap(Side side) throws Exception {
        Map<Long, Long> counts = new HashMap<>();
        for (AdEvent[] part : Inputs.adEvents(RECORDS).parts()) {
            for (AdEvent event : part) {
                if (AdSteps.isView(event)) {
                    counts.merge(AdSteps.campaign(AdSteps.view(event)), 1L, Long::sum);
                }
            }
        }
        Digest expected = new Digest();
        counts.forEach((campaign, count) -> expected.add(campaign.hashCode(), count));
        assertEquals(expected.hash(), hash(Program.AD_VIEWS, side, RECORDS));
    }

    @Test
    void aBurstIsCountedAsItsKeysAre() throws Exception {
        assertEquals(
                hash(Program.COUNT_UNIFORM, Side.LOOP, RECORDS), hash(Program.COUNT_BURST, Side.MILLRACE, RECORDS));
    }

    @ParameterizedTest
    @EnumSource(names = {"LONGS", "COUNT_10K", "COUNT_1M", "WORD_COUNT"})
    void anyNumberOfWorkersComputesTheSame(Program program) throws Exception {
        String expected = hash(program, Side.LOOP, RECORDS);
        assertEquals(expected, hash(program, Side.ONE_WORKER, RECORDS));
        assertEquals(expected, hash(program, Side.TWO_WORKERS, RECORDS));
    }

    @Test
    void stateHoldsTheSameCountsInMemoryAndWithACheckpoint() throws Exception {
        String expected = hash(Program.STATE_OF_COUNTS, Side.LOOP, RECORDS);
        assertEquals(expected, hash(Program.STATE_OF_COUNTS, Side.MILLRACE, RECORDS));
        Path data = directory.resolve("checkpointed");
        Order order = new Order(Program.STATE_OF_COUNTS, Side.MILLRACE_WITH_CHECKPOINT, RECORDS, Effort.TINY, data);
        ForkResult result = Fork.contestant(order).compete(Effort.TINY);
        assertEquals(expected, result.hash());
        double bytes = result.metrics().getOrDefault(Metric.CHECKPOINT_BYTES_PER_KEY, 0.0);
        assertTrue(bytes >= Long.BYTES, "a key has 8 bytes of its own, and " + bytes + " were written");
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCHED_LONGS", "BATCHED_COUNTS"})
    void batchesOfAnyLengthComputeTheSame(Program program) throws Exception {
        assertEquals(hash(program, Side.LONG_BATCHES, 20_000), hash(program, Side.SHORT_BATCHES, 20_000));
    }

    @Test
    void aSecondOfBatchesIsTheBatchOfTheLoop() throws Exception {
        assertEquals(hash(Program.LONGS, Side.LOOP, 20_000), hash(Program.BATCHED_LONGS, Side.SHORT_BATCHES, 20_000));
    }

    @Test
    void skewedKeysAreAsFrequentAsTheySay() {
        Map<Long, Long> counts = new HashMap<>();
        for (Long[] part : Inputs.zipfKeys(100_000, 1_000, 1.2).parts()) {
            for (Long key : part) {
                counts.merge(key, 1L, Long::sum);
            }
        }
        double first = counts.getOrDefault(Digest.mix(0), 0L);
        double tenth = counts.getOrDefault(Digest.mix(9), 0L);
        assertEquals(Math.pow(10, 1.2), first / tenth, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"COUNT_10K", "WORD_COUNT"})
    void millraceComputesTheSameOnSpark(Program program) throws Exception {
        assertEquals(hash(program, Side.LOOP, RECORDS), hash(program, Side.MILLRACE_ON_SPARK, RECORDS));
    }

    @ParameterizedTest
    @EnumSource(names = {"STATE_TOUCHED", "STATE_VISITED"})
    void millraceKeepsTheSumsOnSparkThatAMapDoes(Program program) throws Exception {
        assertEquals(hashOfSums(program, Side.MILLRACE_ON_SPARK), hash(program, Side.MILLRACE_ON_SPARK, RECORDS));
    }

    @ParameterizedTest
    @EnumSource(names = {"MILLRACE", "DSTREAM", "DSTREAM_UPDATING"})
    void stateWithCheckpointsHoldsTheSumsThatAMapDoes(Side side) throws Exception {
        assertEquals(hashOfSums(Program.STATE_10M, side), hash(Program.STATE_10M, side, RECORDS));
    }

    private static String hashOfSums(Program program, Side side) {
        StateSeries series = StateSeries.of(program, side, Effort.TINY);
        List<Batch<Long>> batches = Inputs.stateBatches(RECORDS, series);
        Map<Long, Long> sums = new HashMap<>();
        Digest expected = new Digest();
        for (int batch = 0; batch < series.comparedBatches(); batch++) {
            Map<Long, Long> touched = new HashMap<>();
            for (Long[] part : batches.get(series.input(batch)).parts()) {
                for (Long key : part) {
                    touched.put(key, sums.merge(key, 1L, Long::sum));
                }
            }
            (program == Program.STATE_VISITED ? sums : touched)
                    .forEach((key, sum) -> expected.add(key.hashCode(), sum));
        }
        return expected.hash();
    }

    @ParameterizedTest
    @EnumSource(names = {"APPEND_100", "APPEND_100_SYNCED", "APPEND_1K", "APPEND_1K_SYNCED"})
    void logAndChannelHoldTheSameRecords(Program program) throws Exception {
        assertEquals(hash(program, Side.CHANNEL, 7), hash(program, Side.MILLRACE, 7));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "EMPTY_BATCH",
                "EMPTY_BATCH_1000",
                "EMPTY_BATCH_CHECKPOINT",
                "EMPTY_BATCH_UNWAITED",
                "EMPTY_BATCH_UNWAITED_1000"
            })
    void emptyBatchesWriteNothing(Program program) throws Exception {
        Order order = new Order(program, Side.MILLRACE, program.size() > 1 ? 20 : 1, Effort.TINY, directory);
        assertEquals(0.0, Fork.contestant(order).compete(Effort.TINY).metrics().get(Metric.BYTES_WRITTEN));
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITS_10_MS", "COMMITS_1_MS"})
    void commitsChangeNoResult(Program program) throws Exception {
        String without = hash(program, Side.MILLRACE, 20_000);
        assertEquals(without, hash(program, Side.BUFFERED, 20_000));
        assertEquals(without, hash(program, Side.SYNCED, 20_000));
    }

    @Test
    void aKilledCountGoesOnWhereItWas() throws Exception {
        Order order = new Order(Program.STATE_RECOVERY, Side.MILLRACE, 10_000, Effort.TINY, directory);
        ForkResult result = Fork.contestant(order).compete(Effort.TINY); // checks each output
        assertTrue(result.metrics().getOrDefault(Metric.MILLIS_TO_FIRST_RESULT, 0.0) > 0);
    }

    @Test
    void nothingWrittenWholeChangesNoResult() throws Exception {
        assertEquals(
                hash(Program.STATE_10M_SLOWEST, Side.MILLRACE, 2_000),
                hash(Program.STATE_10M_SLOWEST, Side.WITHOUT_SNAPSHOTS, 2_000));
    }

    @ParameterizedTest
    @EnumSource(names = {"KINESIS_PUT_SYNCED", "KINESIS_PUT", "KINESIS_READ"})
    void theServerGivesBackWhatACallPutAndHasAFigure(Program program) throws Exception {
        Order order = new Order(program, Side.MILLRACE, 7, Effort.TINY, directory);
        ForkResult result = Fork.contestant(order).compete(Effort.TINY);
        assertTrue(result.metrics().getOrDefault(Metric.MILLIS_PER_CALL_P99, 0.0) > 0);
        assertTrue(result.metrics().getOrDefault(Metric.NANOS_PER_RECORD, 0.0) > 0);
    }

    @Test
    void theServerPushesWhatIsPutAndTheTimeIsTaken() throws Exception {
        Order order = new Order(Program.KINESIS_FAN_OUT, Side.MILLRACE, 7, Effort.TINY, directory);
        ForkResult result = Fork.contestant(order).compete(Effort.TINY);
        double sinceDue = result.metrics().getOrDefault(Metric.MILLIS_FROM_DUE_TO_DELIVERY_P99, 0.0);
        assertTrue(sinceDue > 0);
        assertTrue(result.metrics().getOrDefault(Metric.MILLIS_TO_DELIVERY_P99, sinceDue + 1) <= sinceDue);
    }

    /** One that begins late, as on a busy machine, makes up for it and goes faster for once; not each time. */
    @Test
    void aThreadThatOnlyParksKeepsThePaceOfBatches() throws Exception {
        Order order = new Order(Program.EMPTY_BATCH, Side.LOOP, 1, Effort.TINY, directory);
        double micros = 0;
        for (int attempt = 0; attempt < 20 && micros < 999; attempt++) {
            micros = Fork.contestant(order)
                    .compete(Effort.TINY)
                    .metrics()
                    .getOrDefault(Metric.MICROS_BETWEEN_BATCHES, 0.0);
        }
        assertTrue(micros >= 999, micros + " µs between two");
    }

    @Test
    void theLoopOverLongsComputesWhatItSays() throws Exception {
        Digest expected = new Digest();
        for (Long[] part : Inputs.longs(RECORDS).parts()) {
            for (long value : part) {
                long scaled = LongSteps.scale(value);
                if (LongSteps.isKept(scaled)) {
                    expected.add(LongSteps.fold(scaled));
                }
            }
        }
        assertEquals(expected.hash(), hash(Program.LONGS, Side.LOOP, RECORDS));
    }

    @Test
    void theLoopThatCountsComputesWhatAMapDoes() throws Exception {
        Batch<Long> batch = Inputs.keys(RECORDS, Program.COUNT_10K.distinctKeys());
        Map<Long, Long> counts = new HashMap<>();
        for (Long[] part : batch.parts()) {
            for (Long key : part) {
                counts.merge(key, 1L, Long::sum);
            }
        }
        Digest expected = new Digest();
        counts.forEach((key, count) -> expected.add(key.hashCode(), count));
        assertEquals(expected.hash(), hash(Program.COUNT_10K, Side.LOOP, RECORDS));
    }

    @Test
    void theLoopThatCountsWordsComputesWhatAMapDoes() throws Exception {
        Map<String, Long> counts = new HashMap<>();
        for (String[] part : Inputs.lines(RECORDS).parts()) {
            for (String line : part) {
                for (String word : line.split(" ")) {
                    counts.merge(word, 1L, Long::sum);
                }
            }
        }
        Digest expected = new Digest();
        counts.forEach((word, count) -> expected.add(word.hashCode(), count));
        assertEquals(expected.hash(), hash(Program.WORD_COUNT, Side.LOOP, RECORDS));
    }

    private String hash(Program program, Side side, int size) throws Exception {
        Path data = directory.resolve(program + "-" + side);
        return Fork.contestant(new Order(program, side, size, Effort.TINY, data))
                .compete(Effort.TINY)
                .hash();
    }
}
