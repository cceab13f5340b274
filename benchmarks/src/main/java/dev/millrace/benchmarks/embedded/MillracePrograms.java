package dev.millrace.benchmarks.embedded;

import dev.millrace.Broadcast;
import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StateSpec;
import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.input.Reading;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.Grep;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.OtherSteps;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.ReadingSteps;
import dev.millrace.benchmarks.program.TopWords;
import dev.millrace.benchmarks.program.Words;
import dev.millrace.function.Function2;
import java.util.Map;
import java.util.function.Consumer;

/** The programs of rows 1 to 3, as one writes them for Millrace. */
final class MillracePrograms {
    private MillracePrograms() {}

    static void longs(DStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.map(value -> LongSteps.scale(value))
                        .filter(value -> LongSteps.isKept(value))
                        .map(value -> LongSteps.fold(value)),
                Output::value,
                results);
    }

    static void sumOfLongs(DStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.map(value -> LongSteps.scale(value))
                        .filter(value -> LongSteps.isKept(value))
                        .map(value -> LongSteps.fold(value))
                        .reduce(Long::sum),
                Output::value,
                results);
    }

    static MillraceProgram<Long> other(OtherSteps steps) {
        return (stream, results) ->
                digest(stream.map(steps.first()).filter(steps.kept()).map(steps.second()), Output::value, results);
    }

    static void readings(DStream<Reading> stream, Consumer<Digest> results) {
        digest(
                stream.map(ReadingSteps::calibrated)
                        .filter(ReadingSteps::isNotable)
                        .map(ReadingSteps::alert),
                Output::alert,
                results);
    }

    static void count(DStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.mapToPair(key -> Pair.of(key, 1L)).reduceByKey(Long::sum).toDStream(),
                (digest, counted) -> Output.count(digest, counted.key(), counted.value()),
                results);
    }

    /** Its results can be added up over batches. */
    static void countOfParts(DStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.mapToPair(key -> Pair.of(key, 1L)).reduceByKey(Long::sum).toDStream(),
                (digest, counted) -> Output.countOfPart(digest, counted.key(), counted.value()),
                results);
    }

    /** Its state counts what came; its results are the keys, so that they are the same in every pass. */
    static void runningCounts(DStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.mapToPair(key -> Pair.of(key, 1L))
                        .mapWithState(StateSpec.<Long, Long, Long, Long>function((key, one, state) -> {
                            state.update((state.exists() ? state.get() : 0) + one.orElseThrow());
                            return key;
                        }))
                        .named("counts"),
                Output::value,
                results);
    }

    static void adViews(DStream<AdEvent> events, Consumer<Digest> results) {
        digest(
                events.filter(AdSteps::isView)
                        .map(AdSteps::view)
                        .mapToPair(view -> Pair.of(AdSteps.campaign(view), 1L))
                        .reduceByKey(Long::sum)
                        .toDStream(),
                (digest, counted) -> Output.count(digest, counted.key(), counted.value()),
                results);
    }

    /** A table that is small enough to be everywhere. */
    static void joinTable(DStream<Long> stream, Consumer<Digest> results) {
        Broadcast<Map<Long, Long>> table = stream.context().broadcast(Inputs.table());
        digest(
                stream.<Pair<Long, Long>>mapMulti((key, out) -> {
                    Long found = table.value().get(key);
                    if (found != null) {
                        out.accept(Pair.of(key, found));
                    }
                }),
                (digest, joined) -> Output.count(digest, joined.key(), joined.value()),
                results);
    }

    static void wordCount(DStream<String> stream, Consumer<Digest> results) {
        digest(
                wordCounts(stream).toDStream(),
                (digest, counted) -> Output.count(digest, counted.key(), counted.value()),
                results);
    }

    static void topWords(DStream<String> stream, Consumer<Digest> results) {
        wordCounts(stream)
                .toDStream()
                .foreachRDD(rdd -> results.accept(rdd.aggregate(
                                TopWords::new,
                                (top, counted) -> top.add(counted.key(), counted.value()),
                                TopWords::merge)
                        .digest()));
    }

    static void grep(DStream<String> stream, Consumer<Digest> results) {
        digest(stream.filter(Grep::matches), Output::line, results);
    }

    static void grepCount(DStream<String> stream, Consumer<Digest> results) {
        digest(stream.filter(Grep::matches).count(), Output::value, results);
    }

    private static PairDStream<String, Long> wordCounts(DStream<String> stream) {
        return stream.flatMap(Words::of).mapToPair(word -> Pair.of(word, 1L)).reduceByKey(Long::sum);
    }

    private static <T> void digest(DStream<T> stream, Function2<Digest, T, Digest> add, Consumer<Digest> results) {
        stream.foreachRDD(rdd -> results.accept(rdd.aggregate(Digest::new, add, Digest::merge)));
    }
}
