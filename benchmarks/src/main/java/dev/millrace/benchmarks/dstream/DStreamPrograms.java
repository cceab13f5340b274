package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.input.Reading;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.Grep;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.ReadingSteps;
import dev.millrace.benchmarks.program.TopWords;
import dev.millrace.benchmarks.program.Words;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.reflect.ClassTag;

/** The programs of rows 1 to 3, as one writes them for Spark. */
final class DStreamPrograms {
    private DStreamPrograms() {}

    static void longs(JavaDStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.map(value -> LongSteps.scale(value))
                        .filter(value -> LongSteps.isKept(value))
                        .map(value -> LongSteps.fold(value)),
                Output::value,
                results);
    }

    static void sumOfLongs(JavaDStream<Long> stream, Consumer<Digest> results) {
        digest(
                stream.map(value -> LongSteps.scale(value))
                        .filter(value -> LongSteps.isKept(value))
                        .map(value -> LongSteps.fold(value))
                        .reduce(Long::sum),
                Output::value,
                results);
    }

    static void readings(JavaDStream<Reading> stream, Consumer<Digest> results) {
        digest(
                stream.map(ReadingSteps::calibrated)
                        .filter(ReadingSteps::isNotable)
                        .map(ReadingSteps::alert),
                Output::alert,
                results);
    }

    static void count(JavaDStream<Long> stream, Consumer<Digest> results) {
        stream.mapToPair(key -> new Tuple2<>(key, 1L))
                .reduceByKey(Long::sum)
                .foreachRDD(rdd -> results.accept(rdd.aggregate(
                        new Digest(),
                        (digest, counted) -> Output.count(digest, counted._1(), counted._2()),
                        Digest::merge)));
    }

    static void adViews(JavaDStream<AdEvent> events, Consumer<Digest> results) {
        events.filter(AdSteps::isView)
                .map(AdSteps::view)
                .mapToPair(view -> new Tuple2<>(AdSteps.campaign(view), 1L))
                .reduceByKey(Long::sum)
                .foreachRDD(rdd -> results.accept(rdd.aggregate(
                        new Digest(),
                        (digest, counted) -> Output.count(digest, counted._1(), counted._2()),
                        Digest::merge)));
    }

    static void joinTable(JavaDStream<Long> stream, Consumer<Digest> results) {
        Broadcast<Map<Long, Long>> table =
                stream.context().sparkContext().broadcast(Inputs.table(), ClassTag.apply(Map.class));
        stream.flatMap(key -> found(key, table.value().get(key)))
                .foreachRDD(rdd -> results.accept(rdd.aggregate(
                        new Digest(),
                        (digest, joined) -> Output.count(digest, joined._1(), joined._2()),
                        Digest::merge)));
    }

    private static Iterator<Tuple2<Long, Long>> found(Long key, @Nullable Long value) {
        return value == null
                ? Collections.emptyIterator()
                : Collections.singleton(new Tuple2<>(key, value)).iterator();
    }

    static void wordCount(JavaDStream<String> stream, Consumer<Digest> results) {
        wordCounts(stream)
                .foreachRDD(rdd -> results.accept(rdd.aggregate(
                        new Digest(),
                        (digest, counted) -> Output.count(digest, counted._1(), counted._2()),
                        Digest::merge)));
    }

    static void topWords(JavaDStream<String> stream, Consumer<Digest> results) {
        wordCounts(stream)
                .foreachRDD(rdd -> results.accept(rdd.aggregate(
                                new TopWords(), (top, counted) -> top.add(counted._1(), counted._2()), TopWords::merge)
                        .digest()));
    }

    static void grep(JavaDStream<String> stream, Consumer<Digest> results) {
        digest(stream.filter(Grep::matches), Output::line, results);
    }

    static void grepCount(JavaDStream<String> stream, Consumer<Digest> results) {
        digest(stream.filter(Grep::matches).count(), Output::value, results);
    }

    private static JavaPairDStream<String, Long> wordCounts(JavaDStream<String> stream) {
        return stream.flatMap(Words::of)
                .mapToPair(word -> new Tuple2<>(word, 1L))
                .reduceByKey(Long::sum);
    }

    private static <T> void digest(JavaDStream<T> stream, Function2<Digest, T, Digest> add, Consumer<Digest> results) {
        stream.foreachRDD(rdd -> results.accept(rdd.aggregate(new Digest(), add, Digest::merge)));
    }
}
