package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.BYTES_WRITTEN;
import static dev.millrace.benchmarks.fork.Metric.CORE_PERCENT;
import static dev.millrace.benchmarks.fork.Metric.CPU_MICROS_PER_BATCH;
import static dev.millrace.benchmarks.fork.Metric.MICROS_PER_SLIDE;
import static dev.millrace.benchmarks.fork.Metric.MILLIS_TO_FIRST_RESULT;
import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.APPEND_100;
import static dev.millrace.benchmarks.fork.Program.APPEND_100_SYNCED;
import static dev.millrace.benchmarks.fork.Program.APPEND_1K;
import static dev.millrace.benchmarks.fork.Program.APPEND_1K_SYNCED;
import static dev.millrace.benchmarks.fork.Program.COUNT_10;
import static dev.millrace.benchmarks.fork.Program.COUNT_10K;
import static dev.millrace.benchmarks.fork.Program.COUNT_10M;
import static dev.millrace.benchmarks.fork.Program.COUNT_1M;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH_1000;
import static dev.millrace.benchmarks.fork.Program.EMPTY_BATCH_CHECKPOINT;
import static dev.millrace.benchmarks.fork.Program.FIRST_RESULT;
import static dev.millrace.benchmarks.fork.Program.GREP;
import static dev.millrace.benchmarks.fork.Program.LONGS;
import static dev.millrace.benchmarks.fork.Program.LONGS_AFTER_8;
import static dev.millrace.benchmarks.fork.Program.READINGS;
import static dev.millrace.benchmarks.fork.Program.READINGS_AFTER_8;
import static dev.millrace.benchmarks.fork.Program.TOP_WORDS;
import static dev.millrace.benchmarks.fork.Program.WINDOW_MAX;
import static dev.millrace.benchmarks.fork.Program.WINDOW_MAX_FIRST;
import static dev.millrace.benchmarks.fork.Program.WINDOW_OF_10_S;
import static dev.millrace.benchmarks.fork.Program.WINDOW_OF_1_H;
import static dev.millrace.benchmarks.fork.Program.WINDOW_SUM;
import static dev.millrace.benchmarks.fork.Program.WINDOW_SUM_FIRST;
import static dev.millrace.benchmarks.fork.Program.WORD_COUNT;
import static dev.millrace.benchmarks.fork.Side.CHANNEL;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;
import static dev.millrace.benchmarks.fork.Side.MILLRACE_ON_SPARK;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import java.util.List;

/** The rows that are measured, with their gates and aims. */
final class Rows {
    private static final Goal OVER_THE_LOOP = Goal.atMost(1.5, 1.15, "×");

    static final List<Row> ALL = List.of(
            new Row(
                    1,
                    "map–filter–map",
                    List.of(
                            time(LONGS, "over longs", OVER_THE_LOOP),
                            time(READINGS, "over objects", OVER_THE_LOOP),
                            time(LONGS_AFTER_8, "over longs, after 8 other programs", OVER_THE_LOOP),
                            time(READINGS_AFTER_8, "over objects, after 8 other programs", OVER_THE_LOOP),
                            alone(LONGS, LONGS_AFTER_8, "over longs: speed after 8 others / alone"),
                            alone(READINGS, READINGS_AFTER_8, "over objects: speed after 8 others / alone"),
                            speed(LONGS, "over longs", Goal.atLeast(4, 8, "×")),
                            speed(READINGS, "over objects", Goal.atLeast(4, 8, "×")))),
            new Row(
                    2,
                    "count by key",
                    List.of(
                            time(COUNT_10, "10 keys", Goal.atMost(1.5, 1.2, "×")),
                            time(COUNT_10K, "10 k keys", Goal.atMost(1.5, 1.2, "×")),
                            time(COUNT_1M, "1 M keys", Goal.atMost(1.5, 1.2, "×")),
                            time(
                                    COUNT_10M,
                                    "10 M keys",
                                    Goal.atMost(1.5, 1.2, "×").withoutGate()),
                            speed(COUNT_10, "10 keys", Goal.atLeast(5, 10, "×")),
                            speed(COUNT_10K, "10 k keys", Goal.atLeast(5, 10, "×")),
                            speed(COUNT_1M, "1 M keys", Goal.atLeast(5, 10, "×")),
                            speed(
                                    COUNT_10M,
                                    "10 M keys",
                                    Goal.atLeast(5, 10, "×").withoutGate()))),
            new Row(
                    3,
                    "lines of text",
                    List.of(
                            time(WORD_COUNT, "word count", OVER_THE_LOOP),
                            time(GREP, "grep", OVER_THE_LOOP),
                            time(TOP_WORDS, "ten most frequent words", OVER_THE_LOOP),
                            speed(WORD_COUNT, "word count", Goal.atLeast(4, 5.5, "×")),
                            speed(GREP, "grep", Goal.atLeast(4, 5.5, "×")),
                            speed(TOP_WORDS, "ten most frequent words", Goal.atLeast(4, 5.5, "×")),
                            limit(WORD_COUNT, "word count"),
                            limit(GREP, "grep"),
                            limit(TOP_WORDS, "ten most frequent words"))),
            new Row(
                    5,
                    "sliding windows",
                    List.of(
                            slide(
                                    "DStream",
                                    "first 100 windows of 10 s every 10 ms, 10 k keys, sum: times faster",
                                    new Value(WINDOW_SUM_FIRST, DSTREAM, MICROS_PER_SLIDE),
                                    new Value(WINDOW_SUM_FIRST, MILLRACE, MICROS_PER_SLIDE),
                                    Goal.atLeast(20, 100, "×")),
                            slide(
                                    "DStream",
                                    "the same, largest: times faster",
                                    new Value(WINDOW_MAX_FIRST, DSTREAM, MICROS_PER_SLIDE),
                                    new Value(WINDOW_MAX_FIRST, MILLRACE, MICROS_PER_SLIDE),
                                    Goal.atLeast(20, 100, "×")),
                            slide(
                                    "loop of one thread",
                                    "full windows of 10 s every 10 ms, 10 k keys, sum: time over the loop's",
                                    new Value(WINDOW_SUM, MILLRACE, MICROS_PER_SLIDE),
                                    new Value(WINDOW_SUM, LOOP, MICROS_PER_SLIDE),
                                    Goal.atMost(20, 5, "×").withoutGate()),
                            slide(
                                    "loop of one thread",
                                    "the same, largest: time over the loop's",
                                    new Value(WINDOW_MAX, MILLRACE, MICROS_PER_SLIDE),
                                    new Value(WINDOW_MAX, LOOP, MICROS_PER_SLIDE),
                                    Goal.atMost(20, 5, "×").withoutGate()),
                            alone(
                                    WINDOW_SUM,
                                    MICROS_PER_SLIDE,
                                    "full windows, sum: time a window",
                                    Goal.atMost(10_000, 2_000, " µs")),
                            alone(
                                    WINDOW_MAX,
                                    MICROS_PER_SLIDE,
                                    "full windows, largest: time a window",
                                    Goal.atMost(10_000, 2_000, " µs")),
                            slide(
                                    "itself",
                                    "1 h every s over 10 s every s, 2 k keys, largest: time",
                                    new Value(WINDOW_OF_1_H, MILLRACE, MICROS_PER_SLIDE),
                                    new Value(WINDOW_OF_10_S, MILLRACE, MICROS_PER_SLIDE),
                                    Goal.atMost(1.1, 1.05, "×")))),
            new Row(
                    10,
                    "an empty batch",
                    List.of(
                            alone(EMPTY_BATCH, CPU_MICROS_PER_BATCH, "CPU time, 1 stream", Goal.atMost(20, 3, " µs")),
                            alone(
                                    EMPTY_BATCH_1000,
                                    CPU_MICROS_PER_BATCH,
                                    "CPU time, 1,000 streams",
                                    Goal.atMost(200, 200, " µs")),
                            alone(EMPTY_BATCH, CORE_PERCENT, "CPU at 1 kHz, of one core", Goal.atMost(5, 5, " %")),
                            alone(
                                    EMPTY_BATCH_CHECKPOINT,
                                    CPU_MICROS_PER_BATCH,
                                    "CPU time, 1 stream, with a checkpoint directory",
                                    Goal.atMost(50, 50, " µs")),
                            alone(
                                    EMPTY_BATCH_CHECKPOINT,
                                    BYTES_WRITTEN,
                                    "written by empty batches",
                                    Goal.atMost(0, 0, " bytes")),
                            cpu(EMPTY_BATCH, "CPU time, 1 stream"),
                            cpu(EMPTY_BATCH_1000, "CPU time, 1,000 streams"))),
            new Row(
                    15,
                    "process start to first result",
                    List.of(
                            new Comparison(
                                    "time",
                                    "DStream",
                                    new Value(FIRST_RESULT, DSTREAM, MILLIS_TO_FIRST_RESULT),
                                    new Value(FIRST_RESULT, MILLRACE, MILLIS_TO_FIRST_RESULT),
                                    Goal.atLeast(10, 30, "×")),
                            alone(
                                    FIRST_RESULT,
                                    MILLIS_TO_FIRST_RESULT,
                                    "time",
                                    Goal.atMost(150, 150, " ms").withoutGate()))),
            new Row(
                    19,
                    "log append",
                    List.of(
                            append(APPEND_100_SYNCED, "100 B records, each commit synced"),
                            append(APPEND_1K_SYNCED, "1 KiB records, each commit synced"),
                            append(APPEND_100, "100 B records, left to the operating system"),
                            append(APPEND_1K, "1 KiB records, left to the operating system"))),
            new Row(
                    20,
                    "on Spark",
                    List.of(
                            onSpark(WORD_COUNT, "word count", Goal.atLeast(1, 1.5, "×")),
                            onSpark(
                                    COUNT_10K,
                                    "count by 10 k keys",
                                    Goal.atLeast(1, 1.5, "×").withoutGate()))));

    private Rows() {}

    private static Comparison time(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": time over the loop's",
                "loop",
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                new Value(program, LOOP, NANOS_PER_RECORD),
                goal);
    }

    private static Comparison speed(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": times faster",
                "DStream",
                new Value(program, DSTREAM, NANOS_PER_RECORD),
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                goal);
    }

    /** How much faster the loop is that an expert writes by hand: nobody is expected to be faster than it. */
    private static Comparison limit(Program program, String what) {
        return new Comparison(
                what + ": the loop itself, times faster",
                "DStream",
                new Value(program, DSTREAM, NANOS_PER_RECORD),
                new Value(program, LOOP, NANOS_PER_RECORD),
                Goal.atLeast(4, 5.5, "×").withoutGate());
    }

    private static Comparison onSpark(Program program, String what, Goal goal) {
        return new Comparison(
                what + ": times faster",
                "DStream",
                new Value(program, DSTREAM, NANOS_PER_RECORD),
                new Value(program, MILLRACE_ON_SPARK, NANOS_PER_RECORD),
                goal);
    }

    private static Comparison slide(String against, String what, Value numerator, Value denominator, Goal goal) {
        return new Comparison(what, against, numerator, denominator, goal);
    }

    private static Comparison alone(Program alone, Program after, String what) {
        return new Comparison(
                what,
                "itself",
                new Value(alone, MILLRACE, NANOS_PER_RECORD),
                new Value(after, MILLRACE, NANOS_PER_RECORD),
                Goal.atLeast(0.9, 0.9, "").withoutGate());
    }

    private static Comparison alone(Program program, Metric metric, String what, Goal goal) {
        return new Comparison(what, "–", new Value(program, MILLRACE, metric), null, goal);
    }

    private static Comparison cpu(Program program, String what) {
        return new Comparison(
                what + ": times less",
                "DStream",
                new Value(program, DSTREAM, CPU_MICROS_PER_BATCH),
                new Value(program, MILLRACE, CPU_MICROS_PER_BATCH),
                Goal.atLeast(100, 1000, "×"));
    }

    private static Comparison append(Program program, String what) {
        return new Comparison(
                what + ": records/s over the channel's",
                "FileChannel",
                new Value(program, CHANNEL, NANOS_PER_RECORD),
                new Value(program, MILLRACE, NANOS_PER_RECORD),
                Goal.atLeast(0.7, 0.9, ""));
    }
}
