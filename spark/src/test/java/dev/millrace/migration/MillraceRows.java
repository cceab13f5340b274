package dev.millrace.migration;

import dev.millrace.Broadcast;
import dev.millrace.DStream;
import dev.millrace.HashPartitioner;
import dev.millrace.LongAccumulator;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.RDD;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StopMode;
import dev.millrace.StorageLevel;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The right column of the migration table: the same as {@link SparkRows}. */
final class MillraceRows {
    private MillraceRows() {}

    /** Where a row's stream goes. */
    interface Rows {
        void row(String name, DStream<?> stream);
    }

    /** The rows whose results are compared, over words such as {@code a:1}. */
    static void declare(DStream<String> words, DStream<String> others, Rows rows) {
        PairDStream<String, Integer> pairs = words.mapToPair(word -> Pair.of(word.substring(0, 1), word.length()));
        PairDStream<String, Integer> more = others.mapToPair(word -> Pair.of(word.substring(0, 1), word.length()));
        rows.row("pairs", pairs.toDStream());
        rows.row("values", pairs.map(pair -> pair.key() + pair.value()));
        rows.row("flatMap", words.flatMap(word -> List.of(word.split(":")).iterator()));
        rows.row("mapPartitions", words.mapPartitionsToPair(all -> first(all)).toDStream());
        rows.row("count", words.count());
        rows.row("countByValue", words.countByValue(2).toDStream());
        rows.row("reduce", words.map(String::length).reduce(Integer::sum));
        rows.row("union", words.union(others));
        rows.row(
                "reduceByKey",
                pairs.reduceByKey(Integer::sum, new HashPartitioner(3)).toDStream());
        rows.row(
                "groupByKey",
                pairs.groupByKey(2).mapValues(all -> all.iterator().next()).toDStream());
        rows.row(
                "join",
                pairs.join(more).map(pair -> pair.value().left() + pair.value().right()));
        rows.row(
                "leftOuterJoin",
                pairs.leftOuterJoin(more)
                        .mapValues(both -> both.right().orElse(0))
                        .toDStream());
        rows.row(
                "fullOuterJoin",
                pairs.fullOuterJoin(more)
                        .mapValues(both -> both.left().isPresent())
                        .toDStream());
        windows(words, pairs, rows);
        stateAndTransforms(words, pairs, more, rows);
    }

    private static void windows(DStream<String> words, PairDStream<String, Integer> pairs, Rows rows) {
        rows.row("window", words.window(Duration.ofSeconds(3), Duration.ofSeconds(2)));
        rows.row(
                "countOfWindows",
                words.window(Duration.ofSeconds(2), Duration.ofSeconds(2))
                        .count()
                        .window(Duration.ofSeconds(4)));
        rows.row("countByWindow", words.countByWindow(Duration.ofSeconds(3), Duration.ofSeconds(2)));
        rows.row(
                "countByValueAndWindow",
                words.countByValueAndWindow(Duration.ofSeconds(3), Duration.ofSeconds(1))
                        .toDStream());
        rows.row(
                "reduceByWindow",
                words.reduceByWindow(
                        (one, other) -> one.compareTo(other) < 0 ? other : one,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1)));
        rows.row(
                "reduceByKeyAndWindow",
                pairs.reduceByKeyAndWindow(Integer::sum, Duration.ofSeconds(3)).toDStream());
        rows.row(
                "withInverse",
                pairs.reduceByKeyAndWindow(
                                Integer::sum, (all, gone) -> all - gone, Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .toDStream());
        rows.row(
                "withFilter",
                pairs.reduceByKeyAndWindow(
                                Integer::sum,
                                (all, gone) -> all - gone,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(2),
                                2,
                                pair -> pair.value() > 0)
                        .toDStream());
        rows.row(
                "groupByKeyAndWindow",
                pairs.groupByKeyAndWindow(Duration.ofSeconds(2))
                        .mapValues(all -> all.iterator().next())
                        .toDStream());
    }

    private static void stateAndTransforms(
            DStream<String> words, PairDStream<String, Integer> pairs, PairDStream<String, Integer> more, Rows rows) {
        rows.row("updateStateByKey", pairs.updateStateByKey(MillraceRows::total).toDStream());
        rows.row("mapWithState", pairs.mapWithState(StateSpec.function(MillraceRows::counted)));
        rows.row(
                "stateSnapshots",
                pairs.mapWithState(StateSpec.function(MillraceRows::counted))
                        .stateSnapshots()
                        .toDStream());
        rows.row("transform", words.transform(rdd -> rdd.sortBy(word -> word, false, 1)));
        rows.row("transformAtATime", words.transform((rdd, time) -> at(rdd, time.toEpochMilli())));
        rows.row("transformWith", words.transformWith(more, (rdd, pairsOfMore, time) -> rdd.union(pairsOfMore.keys())));
    }

    private static Iterator<Pair<String, Integer>> first(Iterator<String> words) {
        return words.hasNext()
                ? List.of(Pair.of(words.next(), 1)).iterator()
                : List.<Pair<String, Integer>>of().iterator();
    }

    private static RDD<String> at(RDD<String> rdd, long millis) {
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

    static StreamingContext context(Path directory) {
        return StreamingContext.builder()
                .master("local[2]")
                .appName("words")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointDirectory(directory)
                .build();
    }

    static void life(StreamingContext ssc, Path directory, Queue<RDD<String>> queue) throws Exception {
        DStream<String> words = ssc.queueStream(queue);
        ssc.remember(Duration.ofMinutes(1));
        Broadcast<List<String>> stopWords = ssc.broadcast(List.of("the"));
        LongAccumulator lines = ssc.longAccumulator("lines");
        words.filter(word -> !stopWords.value().contains(word)).persist(StorageLevel.MEMORY_AND_DISK);
        words.foreachRDD((rdd, time) ->
                see(time, rdd.aggregate(() -> 0, (sum, word) -> sum + word.length(), Integer::sum)));
        words.foreachRDD(
                (rdd, time) -> words.slice(time.minusSeconds(2), time).forEach(past -> lines.add(past.count())));
        PairDStream.fromDStream(words.map(word -> Pair.of(word, 1))).print(5);
        ssc.start();
        ssc.awaitTermination(Duration.ofSeconds(1));
        ssc.state();
        ssc.stop(StopMode.GRACEFULLY);
        StreamingContext.getOrCreate(directory, () -> context(directory));
    }

    private static void see(Instant time, int length) {
        System.out.println(time + " " + length);
    }
}
