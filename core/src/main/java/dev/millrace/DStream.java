package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchScope;
import dev.millrace.connector.Sink;
import dev.millrace.flow.BatchPublisher;
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
import dev.millrace.plan.Operator;
import dev.millrace.plan.Placement;
import dev.millrace.plan.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream: in each batch an {@link RDD}. Every operation is that of RDDs, applied in each batch. Streams are declared by
 * one thread before their context starts.
 */
public sealed class DStream<T> permits MapWithStateDStream, TaggedDStream {
    private final StreamingContext context;
    private final @Nullable WindowTimes windows;
    private final @Nullable Naming<T> naming;
    private RDD<T> template;
    private boolean used;

    /** How a stream that can be named is made under another name. */
    @FunctionalInterface
    interface Naming<T> {
        RDD<T> under(String name);
    }

    DStream(StreamingContext context, RDD<T> template) {
        this(context, template, null, null);
    }

    /** {@code windows}, where they end and there alone the stream has something; null for every batch. */
    DStream(StreamingContext context, RDD<T> template, @Nullable WindowTimes windows, @Nullable Naming<T> naming) {
        this.context = context;
        this.template = template;
        this.windows = windows;
        this.naming = naming;
    }

    /**
     * Names what this stream comes from: a source or a stateful operator, of which a checkpoint keeps what it keeps under this
     * name, or any other operation, which errors and the status then name so. To be called at once, before anything is made of
     * the stream.
     *
     * @throws MillraceException CONFIGURATION where the name is taken, or it is too late
     */
    public DStream<T> named(String name) {
        context.declarations().checkOpen("named");
        if (used) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "named(\"" + name + "\") comes too late: call it directly after " + template
                            + ", before anything is made of the stream");
        }
        if (naming == null) {
            context.declarations().claimName(name);
            template = RDD.template(NamedOperators.named(template.plan(), name), context.portability());
        } else {
            template = naming.under(name);
        }
        return this;
    }

    /** Named although something has been made of it: by a stream that is this one's result. */
    RDD<T> renamed(String name) {
        if (naming == null) {
            throw new MillraceException(Kind.INTERNAL, template + " can't be named");
        }
        template = naming.under(name);
        return template;
    }

    public StreamingContext context() {
        return context;
    }

    /** Null if the stream has something in every batch. */
    @Nullable
    WindowTimes windows() {
        return windows;
    }

    /** What is made of this stream, which is what gets the name. */
    <R> DStream<R> behind(java.util.function.Function<RDD<T>, RDD<R>> operation) {
        return new DStream<>(context, operation.apply(template()), windows, name -> operation.apply(renamed(name)));
    }

    /** What the stream is in every batch, as a template. */
    RDD<T> template() {
        used = true;
        return template;
    }

    /** What the stream is in one batch. */
    RDD<T> in(BatchScope scope) {
        return RDD.in(scope.engineBatch(), scope.bind(template.plan()), context.portability());
    }

    Portability portability() {
        return context.portability();
    }

    Slices slices() {
        return context.slices();
    }

    <R> DStream<R> then(String verb, java.util.function.Function<RDD<T>, RDD<R>> operation) {
        context.declarations().checkOpen(verb);
        return new DStream<>(context, operation.apply(template()), windows, null);
    }

    private <K, V> PairDStream<K, V> thenPairs(
            String verb, java.util.function.Function<RDD<T>, PairRDD<K, V>> operation) {
        context.declarations().checkOpen(verb);
        return new PairDStream<>(
                new DStream<>(context, operation.apply(template()).toRDD(), windows, null));
    }

    // ---- each record

    public <R> DStream<R> map(Function<? super T, ? extends R> function) {
        return then("map", rdd -> rdd.map(function));
    }

    public DStream<T> filter(Function<? super T, Boolean> predicate) {
        return then("filter", rdd -> rdd.filter(predicate));
    }

    public <R> DStream<R> flatMap(FlatMapFunction<? super T, ? extends R> function) {
        return then("flatMap", rdd -> rdd.flatMap(function));
    }

    /** As {@link #flatMap}, but the function hands its records to an emitter: nothing is allocated for that. */
    public <R> DStream<R> mapMulti(MapMultiFunction<? super T, R> function) {
        return then("mapMulti", rdd -> rdd.mapMulti(function));
    }

    /**
     * The same where the function may also emit under tags, each of which is given here: the stream has what it emitted without
     * one, {@link TaggedDStream#sideOutput} has the rest. The function is called once for a record, however many are read.
     */
    public <R> TaggedDStream<R> mapMulti(
            TaggedFunction<? super T, R> function, OutputTag<?> tag, OutputTag<?>... more) {
        Checks.function(function);
        return SideOutputs.tagged(this, function, tag, more);
    }

    /**
     * A stream for each predicate and one more: a record goes to the first whose predicate holds, to the last one if none does.
     * Predicates are called once for a record, in their order.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final List<DStream<T>> split(Function<? super T, Boolean>... predicates) {
        return SideOutputs.split(this, predicates);
    }

    public <K, V> PairDStream<K, V> mapToPair(PairFunction<? super T, K, V> function) {
        return thenPairs("mapToPair", rdd -> rdd.mapToPair(function));
    }

    public <K, V> PairDStream<K, V> flatMapToPair(PairFlatMapFunction<? super T, K, V> function) {
        return thenPairs("flatMapToPair", rdd -> rdd.flatMapToPair(function));
    }

    /** Pairs of the key that the function finds in a record, and the record. */
    public <K> PairDStream<K, T> keyBy(Function<? super T, ? extends K> function) {
        return this.<K, T>thenPairs("keyBy", rdd -> rdd.keyBy(function));
    }

    // ---- each partition

    /** The function sees all records of a partition and gives those that take their place. */
    public <R> DStream<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function) {
        return then("mapPartitions", rdd -> rdd.mapPartitions(function));
    }

    public <K, V> PairDStream<K, V> mapPartitionsToPair(PairFlatMapFunction<Iterator<T>, K, V> function) {
        return thenPairs("mapPartitionsToPair", rdd -> rdd.mapPartitionsToPair(function));
    }

    /** Each partition becomes one list of its records. */
    public DStream<List<T>> glom() {
        return then("glom", RDD::glom);
    }

    /** Spreads the records of each batch evenly over so many partitions. */
    public DStream<T> repartition(int partitions) {
        return then("repartition", rdd -> rdd.repartition(partitions));
    }

    // ---- all records of a batch

    /** One record a batch: how many there are, 0 too. */
    public DStream<Long> count() {
        return then("count", RDD::counted);
    }

    /** One record a batch, or none if the batch has none. */
    public DStream<T> reduce(Function2<T, T, T> function) {
        return then("reduce", rdd -> rdd.reduced("reduce", function));
    }

    /** How often each record is in the batch. */
    public PairDStream<T, Long> countByValue() {
        return thenPairs("countByValue", rdd -> rdd.countedByValue(Placement.byDefault()));
    }

    public PairDStream<T, Long> countByValue(int partitions) {
        return thenPairs("countByValue", rdd -> rdd.countedByValue(Placement.byHash(Checks.partitions(partitions))));
    }

    /** The records of both streams. */
    public DStream<T> union(DStream<T> other) {
        sameContext(other);
        return then("union", rdd -> rdd.union(other.template()));
    }

    // ---- windows

    /** In each batch the records of all batches that came in the last {@code window}: of as many as the stream is longer. */
    public DStream<T> window(Duration window) {
        return window(window, Windows.slide(this));
    }

    /** At every multiple of {@code slide} the records that came in the last {@code window}. */
    public DStream<T> window(Duration window, Duration slide) {
        return Windows.records(this, window, slide);
    }

    /** One record for each window, or none if it has none; the function is associative and leaves its arguments as they are. */
    public DStream<T> reduceByWindow(Function2<T, T, T> function, Duration window, Duration slide) {
        return Windows.all(this.<Integer, T>thenPairs("reduceByWindow", Windows::together)
                .reduceByKeyAndWindow(function, window, slide));
    }

    /** The same with what takes a value out again; once there was a record, every window has one. */
    public DStream<T> reduceByWindow(
            Function2<T, T, T> function, Function2<T, T, T> inverse, Duration window, Duration slide) {
        return Windows.all(this.<Integer, T>thenPairs("reduceByWindow", Windows::together)
                .reduceByKeyAndWindow(function, inverse, window, slide));
    }

    /** How many records each window has; none before there was one, as in Spark. */
    public DStream<Long> countByWindow(Duration window, Duration slide) {
        return map(record -> 1L).reduceByWindow(Long::sum, (all, gone) -> all - gone, window, slide);
    }

    /** How often each record is in the window. */
    public PairDStream<T, Long> countByValueAndWindow(Duration window, Duration slide) {
        return Windows.countsByValue(this, window, slide, null);
    }

    public PairDStream<T, Long> countByValueAndWindow(Duration window, Duration slide, int partitions) {
        return Windows.countsByValue(this, window, slide, new HashPartitioner(Checks.partitions(partitions)));
    }

    // ---- anything that RDDs can do

    /** The function makes of each batch's RDD another, anew in each batch; it may run jobs. */
    public <R> DStream<R> transform(Function<RDD<T>, RDD<R>> function) {
        Checks.function(function);
        return transform((RDD<T> rdd, Instant time) -> function.call(rdd));
    }

    /** The same with the batch's time. */
    public <R> DStream<R> transform(Function2<RDD<T>, Instant, RDD<R>> function) {
        Checks.function(function);
        return context.operators().dynamic("transform", List.of(this), scope -> function.call(in(scope), scope.time()));
    }

    public <K, V> PairDStream<K, V> transformToPair(Function<RDD<T>, PairRDD<K, V>> function) {
        Checks.function(function);
        return transformToPair((RDD<T> rdd, Instant time) -> function.call(rdd));
    }

    public <K, V> PairDStream<K, V> transformToPair(Function2<RDD<T>, Instant, PairRDD<K, V>> function) {
        Checks.function(function);
        return new PairDStream<>(context.operators()
                .dynamic(
                        "transformToPair",
                        List.of(this),
                        scope -> function.call(in(scope), scope.time()).toRDD()));
    }

    /** The function makes one RDD of those of two streams. */
    public <U, R> DStream<R> transformWith(DStream<U> other, Function3<RDD<T>, RDD<U>, Instant, RDD<R>> function) {
        Checks.function(function);
        sameContext(other);
        return context.operators()
                .dynamic(
                        "transformWith",
                        List.of(this, other),
                        scope -> function.call(in(scope), other.in(scope), scope.time()));
    }

    public <U, K, V> PairDStream<K, V> transformWithToPair(
            DStream<U> other, Function3<RDD<T>, RDD<U>, Instant, PairRDD<K, V>> function) {
        Checks.function(function);
        sameContext(other);
        return new PairDStream<>(context.operators()
                .dynamic(
                        "transformWithToPair",
                        List.of(this, other),
                        scope -> function.call(in(scope), other.in(scope), scope.time())
                                .toRDD()));
    }

    /** The function makes one RDD of one of records and one of pairs. */
    public <K, V, R> DStream<R> transformWith(
            PairDStream<K, V> other, Function3<RDD<T>, PairRDD<K, V>, Instant, RDD<R>> function) {
        Checks.function(function);
        return transformWith(
                Checks.argument(other, "other stream").toDStream(),
                (left, right, time) -> function.call(left, PairRDD.fromRDD(right), time));
    }

    public <K, V, K2, V2> PairDStream<K2, V2> transformWithToPair(
            PairDStream<K, V> other, Function3<RDD<T>, PairRDD<K, V>, Instant, PairRDD<K2, V2>> function) {
        Checks.function(function);
        return transformWithToPair(
                Checks.argument(other, "other stream").toDStream(),
                (left, right, time) -> function.call(left, PairRDD.fromRDD(right), time));
    }

    // ---- batches before this one

    /**
     * The stream's RDDs in the batches from {@code from}, which is taken back to a multiple of the batch interval, up to and at
     * {@code until}, in order: the batch under way too, where a function of an output or a transform calls this. Batches before
     * must be kept by {@link StreamingContext#remember}. What other threads get they can run at any time.
     *
     * @throws MillraceException USER_CODE before the start, and where a batch is asked for that isn't remembered any more
     */
    public List<RDD<T>> slice(Instant from, Instant until) {
        return context.slices().of(this, Checks.argument(from, "begin"), Checks.argument(until, "end"));
    }

    /** The stream's RDD in the batch of this time, null if there was none; see {@link #slice}. */
    public @Nullable RDD<T> compute(Instant time) {
        Checks.argument(time, "time");
        List<RDD<T>> at = Slices.isBatchTime(time, context.batchInterval()) ? slice(time, time) : List.of();
        return at.isEmpty() ? null : at.get(0);
    }

    // ---- kept

    /** Each batch's records are computed once, however many outputs read them. */
    public DStream<T> cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    public DStream<T> persist() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    public DStream<T> persist(StorageLevel level) {
        context.declarations().checkOpen("persist");
        template = template().persist(level);
        return this;
    }

    /**
     * Checks the interval as Spark does, and does nothing else: what a batch changes of state is in the checkpoint with it, and
     * no chain of RDDs grows that had to be cut.
     *
     * @throws IllegalArgumentException unless the interval is a multiple of the stream's slide
     */
    public DStream<T> checkpoint(Duration interval) {
        context.declarations().checkOpen("checkpoint");
        Windows.checkMultiple("checkpoint", "interval", Checks.argument(interval, "interval"), Windows.slide(this));
        return this;
    }

    // ---- outputs

    /** Calls the function with each batch's RDD, batches without records included. */
    public Output foreachRDD(VoidFunction<RDD<T>> function) {
        Checks.function(function);
        return output("foreachRDD", new StreamAction<>(this) {
            @Override
            void call(RDD<T> rdd, Instant time) throws Exception {
                function.call(rdd);
            }
        });
    }

    /** The same with the batch's time. */
    public Output foreachRDD(VoidFunction2<RDD<T>, Instant> function) {
        Checks.function(function);
        return output("foreachRDD", function);
    }

    /**
     * The records as a publisher, for other streams of this process. A batch waits for what its subscribers ask for, and
     * the first one for a subscriber. At least once: a batch that was not done when the process died is published again.
     */
    public BatchPublisher<T> toPublisher() {
        BatchPublisher<T> publisher = new BatchPublisher<>();
        output("toPublisher", (rdd, time) -> publisher.publish(rdd.collect()));
        context.addStreamingListener(publisher.listener());
        return publisher;
    }

    /** Prints the first ten records of each batch. */
    public Output print() {
        return print(10);
    }

    public Output print(int records) {
        if (records < 0) {
            throw new IllegalArgumentException("print wants a number of records, not " + records);
        }
        return output(
                "print",
                (rdd, time) -> BatchPrinter.print(context.printStream(), time, rdd.take(records + 1), records));
    }

    /** Writes each batch into a directory {@code prefix-time}, a record a line; nothing for a batch without records. */
    public Output saveAsTextFiles(String prefix) {
        return saveAsTextFiles(prefix, "");
    }

    /** Writes each batch into a directory {@code prefix-time.suffix}, time in ms; again, if the batch runs again. */
    public Output saveAsTextFiles(String prefix, String suffix) {
        Checks.argument(prefix, "prefix");
        Checks.argument(suffix, "suffix");
        return output("saveAsTextFiles", new TextFilePerBatch<>(prefix, suffix));
    }

    /** Writes every record to a sink. */
    public Output save(Sink<? super T> sink) {
        Checks.argument(sink, "sink");
        context.portability().checkValue(Operator.here("save"), sink);
        return new Output(
                context.declarations(),
                context.declarations().addSink(sink, template().plan(), windows));
    }

    private Output output(String verb, VoidFunction2<RDD<T>, Instant> function) {
        return output(verb, new StreamAction<>(this) {
            @Override
            void call(RDD<T> rdd, Instant time) throws Exception {
                function.call(rdd, time);
            }
        });
    }

    private Output output(String verb, StreamAction<T> action) {
        return new Output(
                context.declarations(),
                context.declarations().addAction(verb, template().plan(), windows, action));
    }

    /** That the two can be brought together in a batch. */
    void sameContext(DStream<?> other) {
        Checks.argument(other, "other stream");
        if (other.context != context) {
            throw new MillraceException(Kind.CONFIGURATION, "the two streams belong to different contexts");
        }
        Windows.common(List.of(this, other));
    }

    @Override
    public String toString() {
        return template.toString();
    }
}
