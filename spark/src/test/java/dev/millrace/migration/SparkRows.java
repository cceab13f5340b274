package dev.millrace.migration;

import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** The left column of the migration table: what a program says on Spark 4.1.0. The right one is {@link MillraceRows}. */
@SuppressWarnings("deprecation") // which DStreams are in Spark
final class SparkRows {
    private SparkRows() {}

    /** Where a row's stream goes. */
    interface Rows {
        void row(String name, JavaDStream<?> stream);
    }

    /** The rows whose results are compared, over words such as {@code a:1}. */
    static void declare(JavaDStream<String> words, JavaDStream<String> others, Rows rows) {
        JavaPairDStream<String, Integer> pairs =
                words.mapToPair(word -> new Tuple2<>(word.substring(0, 1), word.length()));
        JavaPairDStream<String, Integer> more =
                others.mapToPair(word -> new Tuple2<>(word.substring(0, 1), word.length()));
        rows.row("pairs", pairs.toJavaDStream());
        rows.row("values", pairs.map(pair -> pair._1() + pair._2()));
        rows.row("flatMap", words.flatMap(word -> List.of(word.split(":")).iterator()));
        rows.row("mapPartitions", words.mapPartitionsToPair(all -> first(all)).toJavaDStream());
        rows.row("count", words.count());
        rows.row("countByValue", words.countByValue(2).toJavaDStream());
        rows.row("reduce", words.map(String::length).reduce(Integer::sum));
        rows.row("union", words.union(others));
        rows.row(
                "reduceByKey",
                pairs.reduceByKey(Integer::sum, new HashPartitioner(3)).toJavaDStream());
        rows.row(
                "groupByKey",
                pairs.groupByKey(2).mapValues(all -> all.iterator().next()).toJavaDStream());
        rows.row("join", pairs.join(more).map(pair -> pair._2()._1() + pair._2()._2()));
        rows.row(
                "leftOuterJoin",
                pairs.leftOuterJoin(more).mapValues(both -> both._2().orElse(0)).toJavaDStream());
        rows.row(
                "fullOuterJoin",
                pairs.fullOuterJoin(more)
                        .mapValues(both -> both._1().isPresent())
                        .toJavaDStream());
        windows(words, pairs, rows);
        stateAndTransforms(words, pairs, more, rows);
    }

    private static void windows(JavaDStream<String> words, JavaPairDStream<String, Integer> pairs, Rows rows) {
        rows.row("window", words.window(Durations.seconds(3), Durations.seconds(2)));
        rows.row(
                "countOfWindows",
                words.window(Durations.seconds(2), Durations.seconds(2)).count().window(Durations.seconds(4)));
        rows.row("countByWindow", words.countByWindow(Durations.seconds(3), Durations.seconds(2)));
        rows.row(
                "countByValueAndWindow",
                words.countByValueAndWindow(Durations.seconds(3), Durations.seconds(1))
                        .toJavaDStream());
        rows.row(
                "reduceByWindow",
                words.reduceByWindow(
                        (one, other) -> one.compareTo(other) < 0 ? other : one,
                        Durations.seconds(2),
                        Durations.seconds(1)));
        rows.row(
                "reduceByKeyAndWindow",
                pairs.reduceByKeyAndWindow(Integer::sum, Durations.seconds(3)).toJavaDStream());
        rows.row(
                "withInverse",
                pairs.reduceByKeyAndWindow(
                                Integer::sum, (all, gone) -> all - gone, Durations.seconds(2), Durations.seconds(1))
                        .toJavaDStream());
        rows.row(
                "withFilter",
                pairs.reduceByKeyAndWindow(
                                Integer::sum,
                                (all, gone) -> all - gone,
                                Durations.seconds(3),
                                Durations.seconds(2),
                                2,
                                pair -> pair._2() > 0)
                        .toJavaDStream());
        rows.row(
                "groupByKeyAndWindow",
                pairs.groupByKeyAndWindow(Durations.seconds(2))
                        .mapValues(all -> all.iterator().next())
                        .toJavaDStream());
    }

    private static void stateAndTransforms(
            JavaDStream<String> words,
            JavaPairDStream<String, Integer> pairs,
            JavaPairDStream<String, Integer> more,
            Rows rows) {
        rows.row("updateStateByKey", pairs.updateStateByKey(SparkRows::total).toJavaDStream());
        rows.row("mapWithState", pairs.mapWithState(StateSpec.function(SparkRows::counted)));
        rows.row(
                "stateSnapshots",
                pairs.mapWithState(StateSpec.function(SparkRows::counted))
                        .stateSnapshots()
                        .toJavaDStream());
        rows.row("transform", words.transform(rdd -> rdd.sortBy(word -> word, false, 1)));
        rows.row("transformAtATime", words.transform((rdd, time) -> at(rdd, time.milliseconds())));
        rows.row("transformWith", words.transformWith(more, (rdd, pairsOfMore, time) -> rdd.union(pairsOfMore.keys())));
    }

    private static Iterator<Tuple2<String, Integer>> first(Iterator<String> words) {
        return words.hasNext()
                ? List.of(new Tuple2<>(words.next(), 1)).iterator()
                : List.<Tuple2<String, Integer>>of().iterator();
    }

    private static JavaRDD<String> at(JavaRDD<String> rdd, long millis) {
        return rdd.map(word -> word + "@" + millis % 60_000);
    }

    private static Optional<Integer> total(List<Integer> values, Optional<Integer> state) {
        int total = state.orElse(0) + values.size();
        return total == 3 ? Optional.empty() : Optional.of(total);
    }

    private static String counted(String key, Optional<Integer> value, State<Integer> state) {
        int count = (state.exists() ? state.get() : 0) + 1;
        state.update(count);
        return key + count;
    }

    // ---- what isn't run but compiled

    static JavaStreamingContext context(String directory) {
        SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("words");
        JavaStreamingContext ssc = new JavaStreamingContext(conf, Durations.seconds(1));
        ssc.checkpoint(directory);
        return ssc;
    }

    static void life(JavaStreamingContext ssc, String directory, Queue<JavaRDD<String>> queue)
            throws InterruptedException {
        JavaDStream<String> words = ssc.queueStream(queue);
        ssc.remember(Durations.minutes(1));
        Broadcast<List<String>> stopWords = ssc.sparkContext().broadcast(List.of("the"));
        LongAccumulator lines = ssc.sparkContext().sc().longAccumulator("lines");
        words.filter(word -> !stopWords.value().contains(word)).persist(StorageLevel.MEMORY_AND_DISK());
        words.foreachRDD((rdd, time) -> see(time, rdd.aggregate(0, (sum, word) -> sum + word.length(), Integer::sum)));
        words.foreachRDD((rdd, time) ->
                words.slice(time.minus(Durations.seconds(2)), time).forEach(past -> lines.add(past.count())));
        JavaPairDStream.fromJavaDStream(words.map(word -> new Tuple2<>(word, 1)))
                .print(5);
        ssc.start();
        ssc.awaitTerminationOrTimeout(1_000);
        ssc.getState();
        ssc.stop(true, true);
        JavaStreamingContext.getOrCreate(directory, () -> context(directory));
    }

    private static void see(Time time, int length) {
        System.out.println(time + " " + length);
    }
}
