package dev.millrace;

import dev.millrace.connector.Sink;
import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.function.Function3;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.function.PairFlatMapFunction;
import dev.millrace.function.PairFunction;
import dev.millrace.function.TaggedFunction;
import dev.millrace.function.VoidFunction;
import dev.millrace.function.VoidFunction2;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream of pairs can do as any stream can: each operation is {@link DStream}'s, with pairs as the records. */
abstract sealed class PairStreamAsRecords<K, V> permits PairDStream {
    final DStream<Pair<K, V>> stream;

    PairStreamAsRecords(DStream<Pair<K, V>> stream) {
        this.stream = stream;
    }

    abstract PairDStream<K, V> self();

    /** The same stream with the operations of any stream. */
    public DStream<Pair<K, V>> toDStream() {
        return stream;
    }

    /** See {@link DStream#named}. */
    public PairDStream<K, V> named(String name) {
        stream.named(name);
        return self();
    }

    public StreamingContext context() {
        return stream.context();
    }

    /** Pairs of the key that the function finds in a pair, and the pair. */
    public <K2> PairDStream<K2, Pair<K, V>> keyBy(Function<? super Pair<K, V>, ? extends K2> function) {
        return stream.keyBy(function);
    }

    public <R> DStream<R> map(Function<? super Pair<K, V>, ? extends R> function) {
        return stream.map(function);
    }

    public PairDStream<K, V> filter(Function<? super Pair<K, V>, Boolean> predicate) {
        return new PairDStream<>(stream.filter(predicate));
    }

    public <R> DStream<R> flatMap(FlatMapFunction<? super Pair<K, V>, ? extends R> function) {
        return stream.flatMap(function);
    }

    public <R> DStream<R> mapMulti(MapMultiFunction<? super Pair<K, V>, R> function) {
        return stream.mapMulti(function);
    }

    /** See {@link DStream#mapMulti(TaggedFunction, OutputTag, OutputTag[])}. */
    public <R> TaggedDStream<R> mapMulti(
            TaggedFunction<? super Pair<K, V>, R> function, OutputTag<?> tag, OutputTag<?>... more) {
        return stream.mapMulti(function, tag, more);
    }

    /** See {@link DStream#split}. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final List<PairDStream<K, V>> split(Function<? super Pair<K, V>, Boolean>... predicates) {
        return SideOutputs.split(stream, predicates).stream()
                .map(PairDStream::fromDStream)
                .toList();
    }

    public <K2, V2> PairDStream<K2, V2> mapToPair(PairFunction<? super Pair<K, V>, K2, V2> function) {
        return stream.mapToPair(function);
    }

    public <K2, V2> PairDStream<K2, V2> flatMapToPair(PairFlatMapFunction<? super Pair<K, V>, K2, V2> function) {
        return stream.flatMapToPair(function);
    }

    public <R> DStream<R> mapPartitions(FlatMapFunction<Iterator<Pair<K, V>>, R> function) {
        return stream.mapPartitions(function);
    }

    public <K2, V2> PairDStream<K2, V2> mapPartitionsToPair(
            PairFlatMapFunction<Iterator<Pair<K, V>>, K2, V2> function) {
        return stream.mapPartitionsToPair(function);
    }

    public DStream<List<Pair<K, V>>> glom() {
        return stream.glom();
    }

    public PairDStream<K, V> repartition(int partitions) {
        return new PairDStream<>(stream.repartition(partitions));
    }

    public DStream<Long> count() {
        return stream.count();
    }

    public DStream<Pair<K, V>> reduce(Function2<Pair<K, V>, Pair<K, V>, Pair<K, V>> function) {
        return stream.reduce(function);
    }

    public PairDStream<Pair<K, V>, Long> countByValue() {
        return stream.countByValue();
    }

    public PairDStream<Pair<K, V>, Long> countByValue(int partitions) {
        return stream.countByValue(partitions);
    }

    public PairDStream<K, V> union(PairDStream<K, V> other) {
        return new PairDStream<>(stream.union(Checks.argument(other, "other stream").stream));
    }

    public PairDStream<K, V> window(Duration window) {
        return new PairDStream<>(stream.window(window));
    }

    public PairDStream<K, V> window(Duration window, Duration slide) {
        return new PairDStream<>(stream.window(window, slide));
    }

    public DStream<Pair<K, V>> reduceByWindow(
            Function2<Pair<K, V>, Pair<K, V>, Pair<K, V>> function, Duration window, Duration slide) {
        return stream.reduceByWindow(function, window, slide);
    }

    public DStream<Pair<K, V>> reduceByWindow(
            Function2<Pair<K, V>, Pair<K, V>, Pair<K, V>> function,
            Function2<Pair<K, V>, Pair<K, V>, Pair<K, V>> inverse,
            Duration window,
            Duration slide) {
        return stream.reduceByWindow(function, inverse, window, slide);
    }

    public DStream<Long> countByWindow(Duration window, Duration slide) {
        return stream.countByWindow(window, slide);
    }

    public PairDStream<Pair<K, V>, Long> countByValueAndWindow(Duration window, Duration slide) {
        return stream.countByValueAndWindow(window, slide);
    }

    public PairDStream<Pair<K, V>, Long> countByValueAndWindow(Duration window, Duration slide, int partitions) {
        return stream.countByValueAndWindow(window, slide, partitions);
    }

    public <R> DStream<R> transform(Function<PairRDD<K, V>, RDD<R>> function) {
        Checks.function(function);
        return stream.transform((rdd, time) -> function.call(PairRDD.fromRDD(rdd)));
    }

    public <R> DStream<R> transform(Function2<PairRDD<K, V>, Instant, RDD<R>> function) {
        Checks.function(function);
        return stream.transform((rdd, time) -> function.call(PairRDD.fromRDD(rdd), time));
    }

    public <K2, V2> PairDStream<K2, V2> transformToPair(Function<PairRDD<K, V>, PairRDD<K2, V2>> function) {
        Checks.function(function);
        return stream.transformToPair((rdd, time) -> function.call(PairRDD.fromRDD(rdd)));
    }

    public <K2, V2> PairDStream<K2, V2> transformToPair(Function2<PairRDD<K, V>, Instant, PairRDD<K2, V2>> function) {
        Checks.function(function);
        return stream.transformToPair((rdd, time) -> function.call(PairRDD.fromRDD(rdd), time));
    }

    public <K2, W, R> DStream<R> transformWith(
            PairDStream<K2, W> other, Function3<PairRDD<K, V>, PairRDD<K2, W>, Instant, RDD<R>> function) {
        Checks.function(function);
        return stream.transformWith(
                Checks.argument(other, "other stream").stream,
                (left, right, time) -> function.call(PairRDD.fromRDD(left), PairRDD.fromRDD(right), time));
    }

    public <K2, W, K3, V3> PairDStream<K3, V3> transformWithToPair(
            PairDStream<K2, W> other, Function3<PairRDD<K, V>, PairRDD<K2, W>, Instant, PairRDD<K3, V3>> function) {
        Checks.function(function);
        return stream.transformWithToPair(
                Checks.argument(other, "other stream").stream,
                (left, right, time) -> function.call(PairRDD.fromRDD(left), PairRDD.fromRDD(right), time));
    }

    /** The function makes one RDD of one of pairs and one of records. */
    public <U, R> DStream<R> transformWith(
            DStream<U> other, Function3<PairRDD<K, V>, RDD<U>, Instant, RDD<R>> function) {
        Checks.function(function);
        return stream.transformWith(other, (left, right, time) -> function.call(PairRDD.fromRDD(left), right, time));
    }

    public <U, K2, V2> PairDStream<K2, V2> transformWithToPair(
            DStream<U> other, Function3<PairRDD<K, V>, RDD<U>, Instant, PairRDD<K2, V2>> function) {
        Checks.function(function);
        return stream.transformWithToPair(
                other, (left, right, time) -> function.call(PairRDD.fromRDD(left), right, time));
    }

    /** See {@link DStream#slice}. */
    public List<PairRDD<K, V>> slice(Instant from, Instant until) {
        return stream.slice(from, until).stream().map(PairRDD::fromRDD).toList();
    }

    /** See {@link DStream#compute}. */
    public @Nullable PairRDD<K, V> compute(Instant time) {
        RDD<Pair<K, V>> at = stream.compute(time);
        return at == null ? null : PairRDD.fromRDD(at);
    }

    /** See {@link DStream#checkpoint}. */
    public PairDStream<K, V> checkpoint(Duration interval) {
        stream.checkpoint(interval);
        return self();
    }

    public PairDStream<K, V> cache() {
        stream.cache();
        return self();
    }

    public PairDStream<K, V> persist() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    public PairDStream<K, V> persist(StorageLevel level) {
        stream.persist(level);
        return self();
    }

    public Output foreachRDD(VoidFunction<PairRDD<K, V>> function) {
        Checks.function(function);
        return stream.foreachRDD((rdd, time) -> function.call(PairRDD.fromRDD(rdd)));
    }

    public Output foreachRDD(VoidFunction2<PairRDD<K, V>, Instant> function) {
        Checks.function(function);
        return stream.foreachRDD((rdd, time) -> function.call(PairRDD.fromRDD(rdd), time));
    }

    public Output print() {
        return stream.print();
    }

    public Output print(int records) {
        return stream.print(records);
    }

    public Output saveAsTextFiles(String prefix) {
        return stream.saveAsTextFiles(prefix);
    }

    public Output saveAsTextFiles(String prefix, String suffix) {
        return stream.saveAsTextFiles(prefix, suffix);
    }

    public Output save(Sink<? super Pair<K, V>> sink) {
        return stream.save(sink);
    }

    @Override
    public String toString() {
        return stream.toString();
    }
}
