package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Program.COUNT_10;
import static dev.millrace.benchmarks.fork.Program.COUNT_10K;
import static dev.millrace.benchmarks.fork.Program.COUNT_10M;
import static dev.millrace.benchmarks.fork.Program.COUNT_1M;
import static dev.millrace.benchmarks.fork.Program.GREP;
import static dev.millrace.benchmarks.fork.Program.GREP_COUNT;
import static dev.millrace.benchmarks.fork.Program.LONGS;
import static dev.millrace.benchmarks.fork.Program.LONGS_AFTER_8;
import static dev.millrace.benchmarks.fork.Program.LONGS_SUM;
import static dev.millrace.benchmarks.fork.Program.READINGS;
import static dev.millrace.benchmarks.fork.Program.READINGS_AFTER_8;
import static dev.millrace.benchmarks.fork.Program.TOP_WORDS;
import static dev.millrace.benchmarks.fork.Program.WORD_COUNT;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;

import java.util.List;

/** Rows 1 to 3: what is done to the records of a batch. */
final class OperatorRows {
    private static final Goal OVER_THE_LOOP = Goal.atMost(1.5, 1.15, "×");

    static final List<Row> ALL = List.of(
            new Row(
                    1,
                    "map–filter–map",
                    List.of(
                            Comparisons.time(LONGS, "over longs", OVER_THE_LOOP),
                            Comparisons.time(LONGS_SUM, "over longs, added up", OVER_THE_LOOP),
                            Comparisons.time(READINGS, "over objects", OVER_THE_LOOP),
                            Comparisons.time(LONGS_AFTER_8, "over longs, after 8 other programs", OVER_THE_LOOP),
                            Comparisons.time(READINGS_AFTER_8, "over objects, after 8 other programs", OVER_THE_LOOP),
                            Comparisons.alone(LONGS, LONGS_AFTER_8, "over longs: speed after 8 others / alone"),
                            Comparisons.alone(READINGS, READINGS_AFTER_8, "over objects: speed after 8 others / alone"),
                            Comparisons.speed(LONGS, DSTREAM, "over longs", Goal.atLeast(4, 8, "×")),
                            Comparisons.speed(LONGS_SUM, DSTREAM, "over longs, added up", Goal.atLeast(4, 8, "×")),
                            Comparisons.speed(READINGS, DSTREAM, "over objects", Goal.atLeast(4, 8, "×")),
                            Comparisons.speed(LONGS, FLINK, "over longs", Goal.atLeast(3, 6, "×")),
                            Comparisons.speed(LONGS, JET, "over longs", Goal.atLeast(3, 6, "×")),
                            Comparisons.speed(READINGS, FLINK, "over objects", Goal.atLeast(3, 6, "×")),
                            Comparisons.speed(READINGS, JET, "over objects", Goal.atLeast(3, 6, "×")),
                            Comparisons.limit(LONGS, "over longs", 8),
                            Comparisons.limit(LONGS_SUM, "over longs, added up", 8))),
            new Row(
                    2,
                    "count by key",
                    List.of(
                            Comparisons.time(COUNT_10, "10 keys", Goal.atMost(1.5, 1.2, "×")),
                            Comparisons.time(COUNT_10K, "10 k keys", Goal.atMost(1.5, 1.2, "×")),
                            Comparisons.time(COUNT_1M, "1 M keys", Goal.atMost(1.5, 1.2, "×")),
                            Comparisons.time(
                                    COUNT_10M,
                                    "10 M keys",
                                    Goal.atMost(1.5, 1.2, "×").withoutGate()),
                            Comparisons.speed(COUNT_10, DSTREAM, "10 keys", Goal.atLeast(5, 10, "×")),
                            Comparisons.speed(COUNT_10K, DSTREAM, "10 k keys", Goal.atLeast(5, 10, "×")),
                            Comparisons.speed(COUNT_1M, DSTREAM, "1 M keys", Goal.atLeast(5, 10, "×")),
                            Comparisons.speed(
                                    COUNT_10M,
                                    DSTREAM,
                                    "10 M keys",
                                    Goal.atLeast(5, 10, "×").withoutGate()),
                            Comparisons.speed(COUNT_10, FLINK, "10 keys", Goal.atLeast(5, 12, "×")),
                            Comparisons.speed(COUNT_10, JET, "10 keys", Goal.atLeast(4, 8, "×")),
                            Comparisons.speed(COUNT_10K, FLINK, "10 k keys", Goal.atLeast(5, 12, "×")),
                            Comparisons.speed(COUNT_10K, JET, "10 k keys", Goal.atLeast(4, 8, "×")),
                            Comparisons.speed(COUNT_1M, FLINK, "1 M keys", Goal.atLeast(5, 12, "×")),
                            Comparisons.speed(COUNT_1M, JET, "1 M keys", Goal.atLeast(4, 8, "×")))),
            new Row(
                    3,
                    "lines of text",
                    List.of(
                            Comparisons.time(WORD_COUNT, "word count", OVER_THE_LOOP),
                            Comparisons.time(GREP, "grep", OVER_THE_LOOP),
                            Comparisons.time(GREP_COUNT, "grep, counted", OVER_THE_LOOP),
                            Comparisons.time(TOP_WORDS, "ten most frequent words", OVER_THE_LOOP),
                            Comparisons.speed(WORD_COUNT, DSTREAM, "word count", Goal.atLeast(4, 5.5, "×")),
                            Comparisons.speed(GREP, DSTREAM, "grep", Goal.atLeast(4, 5.5, "×")),
                            Comparisons.speed(GREP_COUNT, DSTREAM, "grep, counted", Goal.atLeast(4, 5.5, "×")),
                            Comparisons.speed(TOP_WORDS, DSTREAM, "ten most frequent words", Goal.atLeast(4, 5.5, "×")),
                            Comparisons.speed(WORD_COUNT, FLINK, "word count", Goal.atLeast(3, 5, "×")),
                            Comparisons.speed(WORD_COUNT, JET, "word count", Goal.atLeast(3, 5, "×")),
                            Comparisons.speed(GREP, FLINK, "grep", Goal.atLeast(3, 5, "×")),
                            Comparisons.speed(GREP, JET, "grep", Goal.atLeast(3, 5, "×")),
                            Comparisons.speed(TOP_WORDS, FLINK, "ten most frequent words", Goal.atLeast(3, 5, "×")),
                            Comparisons.speed(TOP_WORDS, JET, "ten most frequent words", Goal.atLeast(3, 5, "×")),
                            Comparisons.limit(WORD_COUNT, "word count", 5.5),
                            Comparisons.limit(GREP, "grep", 5.5),
                            Comparisons.limit(TOP_WORDS, "ten most frequent words", 5.5))));

    private OperatorRows() {}
}
