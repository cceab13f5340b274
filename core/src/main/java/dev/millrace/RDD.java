package dev.millrace;

import dev.millrace.connector.Split;
import dev.millrace.engine.EngineBatch;
import dev.millrace.function.FlatMapFunction;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import dev.millrace.function.MapMultiFunction;
import dev.millrace.function.PairFlatMapFunction;
import dev.millrace.function.PairFunction;
import dev.millrace.function.VoidFunction;
import dev.millrace.plan.Coalesce;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import dev.millrace.plan.Union;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records of one batch in partitions, or a template of them: a plan, and the batch that can run it. Operations build
 * plans and cost nothing until an action ({@code count}, {@code collect}, …) runs them. Used by one thread at a time.
 */
public final class RDD<T> {
    private Plan<T> plan;
    private final @Nullable EngineBatch batch;
    private final @Nullable Portability portability;

    private RDD(Plan<T> plan, @Nullable EngineBatch batch, @Nullable Portability portability) {
        this.plan = plan;
        this.batch = batch;
        this.portability = portability;
    }

    /** A template, which no action can be called on where it reads a source. */
    public static <T> RDD<T> template(Plan<T> plan) {
        return new RDD<>(Checks.argument(plan, "plan"), null, null);
    }

    /** The same of a context, which looks at the functions that its operations are given. */
    static <T> RDD<T> template(Plan<T> plan, Portability portability) {
        return new RDD<>(plan, null, portability);
    }

    /** A plan in a batch that runs it. */
    public static <T> RDD<T> in(EngineBatch batch, Plan<T> plan) {
        return new RDD<>(Checks.argument(plan, "plan"), Checks.argument(batch, "batch"), null);
    }

    /** The same for a batch of a context. */
    static <T> RDD<T> in(EngineBatch batch, Plan<T> plan, Portability portability) {
        return new RDD<>(plan, batch, portability);
    }

    /** These records in so many partitions; they can be combined with the RDDs of any batch, and run without one. */
    public static <T> RDD<T> of(List<T> records, int partitions) {
        Checks.argument(records, "list");
        return template(
                new Read<>(new ReadInput.FixedSplits<>(ListSplit.slices(records, Checks.partitions(partitions)))));
    }

    public Plan<T> plan() {
        return plan;
    }

    /** Whether no batch can run it. */
    boolean isTemplate() {
        return batch == null;
    }

    /**
     * The splits of sources that this RDD is made of in its batch, through whatever operations: what each source's partitions
     * were read from. Of a template, those alone that are the same in every batch.
     */
    public List<Split<?>> splitsRead() {
        return SplitsRead.of(plan, batch);
    }

    // ---- each record

    public <R> RDD<R> map(Function<? super T, ? extends R> function) {
        return pipe("map", new PipeSpec.Map<>(Checks.function(function)));
    }

    public RDD<T> filter(Function<? super T, Boolean> predicate) {
        return pipe("filter", new PipeSpec.Filter<>(Checks.function(predicate)));
    }

    public <R> RDD<R> flatMap(FlatMapFunction<? super T, ? extends R> function) {
        return pipe("flatMap", new PipeSpec.FlatMap<>(Checks.function(function)));
    }

    /** As {@link #flatMap}, but the function hands its records to an emitter: nothing is allocated for that. */
    public <R> RDD<R> mapMulti(MapMultiFunction<? super T, R> function) {
        return pipe("mapMulti", new PipeSpec.MapMulti<>(Checks.function(function), false));
    }

    public <K, V> PairRDD<K, V> mapToPair(PairFunction<? super T, K, V> function) {
        return new PairRDD<>(pipe("mapToPair", new PipeSpec.Map<>(Checks.function(function))));
    }

    public <K, V> PairRDD<K, V> flatMapToPair(PairFlatMapFunction<? super T, K, V> function) {
        return new PairRDD<>(pipe("flatMapToPair", new PipeSpec.FlatMap<>(Checks.function(function))));
    }

    /** Pairs of the key that the function finds in a record, and the record. */
    public <K> PairRDD<K, T> keyBy(Function<? super T, ? extends K> function) {
        return keyBy("keyBy", function);
    }

    private <K> PairRDD<K, T> keyBy(String verb, Function<? super T, ? extends K> function) {
        return new PairRDD<>(pipe(verb, new PipeSpec.KeyBy<>(Checks.function(function))));
    }

    // ---- each partition

    /** The function sees all records of a partition and gives those that take their place. */
    public <R> RDD<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function) {
        return mapPartitions(function, false);
    }

    /** The same; {@code preservesPartitioning} says that keys stay in their partitions, so that no exchange is needed again. */
    public <R> RDD<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function, boolean preservesPartitioning) {
        return each("mapPartitions", function, preservesPartitioning);
    }

    /** As {@link #mapPartitions}, with the partition's number first. */
    public <R> RDD<R> mapPartitionsWithIndex(Function2<Integer, Iterator<T>, Iterator<R>> function) {
        return mapPartitionsWithIndex(function, false);
    }

    public <R> RDD<R> mapPartitionsWithIndex(
            Function2<Integer, Iterator<T>, Iterator<R>> function, boolean preservesPartitioning) {
        return pipe(
                "mapPartitionsWithIndex",
                new PipeSpec.MapPartitions<>(Checks.function(function), preservesPartitioning));
    }

    public <K, V> PairRDD<K, V> mapPartitionsToPair(PairFlatMapFunction<Iterator<T>, K, V> function) {
        return mapPartitionsToPair(function, false);
    }

    public <K, V> PairRDD<K, V> mapPartitionsToPair(
            PairFlatMapFunction<Iterator<T>, K, V> function, boolean preservesPartitioning) {
        return new PairRDD<>(each("mapPartitionsToPair", function, preservesPartitioning));
    }

    private <R> RDD<R> each(String verb, FlatMapFunction<Iterator<T>, R> function, boolean preservesPartitioning) {
        Checks.function(function);
        return pipe(
                verb, new PipeSpec.MapPartitions<>((index, records) -> function.call(records), preservesPartitioning));
    }

    /** Each partition becomes one list of its records. */
    public RDD<List<T>> glom() {
        return pipe("glom", new PipeSpec.Aggregate<>(ArrayList::new, (list, record) -> {
            list.add(record);
            return list;
        }));
    }

    // ---- partitions among each other

    /** The partitions of both, side by side; nothing is removed. */
    public RDD<T> union(RDD<T> other) {
        Checks.argument(other, "other RDD");
        return then(new Union<>(List.of(plan, other.plan)), other);
    }

    /** Spreads the records evenly over so many partitions. */
    public RDD<T> repartition(int partitions) {
        return then(new Shuffle<>(
                plan, new ShuffleSpec.Spread<>(Checks.partitions(partitions)), Operator.here("repartition")));
    }

    /** Reads neighbouring partitions as one, so that at most so many are left. */
    public RDD<T> coalesce(int partitions) {
        return then(new Coalesce<>(plan, Checks.partitions(partitions)));
    }

    /** The same, or {@link #repartition} if records shall move. */
    public RDD<T> coalesce(int partitions, boolean shuffle) {
        return shuffle ? repartition(partitions) : coalesce(partitions);
    }

    /** Each record once. */
    public RDD<T> distinct() {
        return distinct(Placement.byDefault());
    }

    public RDD<T> distinct(int partitions) {
        return distinct(Placement.byHash(partitions));
    }

    private RDD<T> distinct(Placement placement) {
        return pairedWithNothing("distinct")
                .combine("distinct", placement, new Combiner.Reduce<>((one, other) -> one))
                .keys();
    }

    private PairRDD<T, Long> pairedWithNothing(String verb) {
        return new PairRDD<>(pipe(verb, new PipeSpec.Map<>(record -> new Pair<>(record, 0L))));
    }

    /** The records of each key that the function finds. */
    public <K> PairRDD<K, Iterable<T>> groupBy(Function<? super T, ? extends K> function) {
        return this.<K>keyBy("groupBy", function).groupByKey();
    }

    public <K> PairRDD<K, Iterable<T>> groupBy(Function<? super T, ? extends K> function, int partitions) {
        return this.<K>keyBy("groupBy", function).groupByKey(partitions);
    }

    /** In the order of what the function finds in each record, over so many partitions; runs a job when it is called. */
    public <K> RDD<T> sortBy(Function<? super T, ? extends K> function, boolean ascending, int partitions) {
        engine("sortBy");
        Comparator<K> order = Ordering.directed(Ordering.<K>natural(), ascending);
        return Ordering.sorted("sortBy", this, Checks.function(function), order, Checks.partitions(partitions));
    }

    /** Each record with its number from 0 on, in order of partition and position; may run a job when it is called. */
    public PairRDD<T, Long> zipWithIndex() {
        return new PairRDD<>(Ordering.numbered(this, engine("zipWithIndex").partitions(plan)));
    }

    // ---- kept

    /** Keeps the records in memory when they are computed first, until the batch ends or {@link #unpersist}. */
    public RDD<T> cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /** As {@link #cache}, for this RDD and what is made from it after this call. */
    public RDD<T> persist(StorageLevel level) {
        Checks.argument(level, "storage level");
        if (!(plan instanceof Persist) && level != StorageLevel.NONE) {
            plan = new Persist<>(plan, level);
        }
        return this;
    }

    /** Drops what was kept. */
    public RDD<T> unpersist() {
        if (plan instanceof Persist<T> persist) {
            if (batch != null) {
                batch.unpersist(persist);
            }
            plan = persist.input();
        }
        return this;
    }

    // ---- actions

    /** All records, in order of partition and position. */
    public List<T> collect() {
        return concatenated(engine("collect"));
    }

    /** The first records, as many as there are up to {@code records}; reads no more partitions than it must. */
    public List<T> take(int records) {
        EngineBatch engine = engine("take");
        int partitions = records < 1 ? 0 : engine.partitions(plan);
        List<T> taken = new ArrayList<>();
        int from = 0;
        while (taken.size() < records && from < partitions) {
            int until = (int) Math.min(partitions, from == 0 ? 1 : 5L * from);
            for (List<T> part : engine.run(plan, from, until, new CollectAction<T>(records - taken.size()))) {
                taken.addAll(part.subList(0, Math.min(part.size(), records - taken.size())));
            }
            from = until;
        }
        return taken;
    }

    /** @throws NoSuchElementException if there is none */
    public T first() {
        List<T> first = take(1);
        if (first.isEmpty()) {
            throw new NoSuchElementException("first of an RDD without records");
        }
        return first.get(0);
    }

    public boolean isEmpty() {
        return take(1).isEmpty();
    }

    public long count() {
        return counted().only("count");
    }

    /** How often each record is there. */
    public Map<T, Long> countByValue() {
        engine("countByValue");
        return countedByValue(Placement.byDefault()).collectAsMap();
    }

    /** @throws NoSuchElementException if there is no record */
    public T reduce(Function2<T, T, T> function) {
        return reduced("reduce", function).only("reduce");
    }

    /** Begins every partition, and their results, with {@code zero}, which the function must not change. */
    public T fold(T zero, Function2<T, T, T> function) {
        Checks.function(function);
        return aggregated("fold", () -> zero, function, function).only("fold");
    }

    /** Each partition is aggregated from a new {@code zero}, then the results are, in order. */
    public <U> U aggregate(Function0<U> zero, Function2<U, ? super T, U> add, Function2<U, U, U> combine) {
        return aggregated("aggregate", Checks.function(zero), Checks.function(add), Checks.function(combine))
                .only("aggregate");
    }

    /** @throws NoSuchElementException if there is no record */
    public T min(Comparator<? super T> comparator) {
        Checks.argument(comparator, "comparator");
        return reduced("min", (one, other) -> comparator.compare(other, one) < 0 ? other : one)
                .only("min");
    }

    /** @throws NoSuchElementException if there is no record */
    public T max(Comparator<? super T> comparator) {
        Checks.argument(comparator, "comparator");
        return reduced("max", (one, other) -> comparator.compare(other, one) > 0 ? other : one)
                .only("max");
    }

    /** The largest records, at most so many, the largest first. */
    public List<T> top(int records) {
        return top(records, Ordering.natural());
    }

    public List<T> top(int records, Comparator<T> comparator) {
        return Ordering.first("top", this, records, Ordering.directed(comparator, false));
    }

    /** The smallest records, at most so many, the smallest first. */
    public List<T> takeOrdered(int records) {
        return takeOrdered(records, Ordering.natural());
    }

    public List<T> takeOrdered(int records, Comparator<T> comparator) {
        return Ordering.first("takeOrdered", this, records, comparator);
    }

    public void foreach(VoidFunction<? super T> function) {
        RDD<T> each = pipe("foreach", new PipeSpec.ForEach<>(Checks.function(function)));
        engine("foreach").run(each.plan, new DrainAction<>());
    }

    public void foreachPartition(VoidFunction<Iterator<T>> function) {
        Checks.function(function);
        RDD<T> each = pipe(
                "foreachPartition",
                new PipeSpec.MapPartitions<>(
                        (index, records) -> {
                            function.call(records);
                            return Collections.emptyIterator();
                        },
                        false));
        engine("foreachPartition").run(each.plan, new DrainAction<>());
    }

    /** Writes {@code part-00000} and so on, a record a line, into a directory that must not exist yet. */
    public void saveAsTextFile(String path) {
        TextFiles<T> files = new TextFiles<>(Path.of(Checks.argument(path, "path")));
        EngineBatch engine = engine("saveAsTextFile");
        files.begin();
        engine.run(plan, files);
        files.complete();
    }

    // ---- what DStream's operations of the same name are made of

    RDD<Long> counted() {
        return pipe("count", new PipeSpec.Count<T>())
                .gathered("count")
                .pipe("count", new PipeSpec.Aggregate<>(() -> 0L, Long::sum));
    }

    RDD<T> reduced(String verb, Function2<T, T, T> function) {
        PipeSpec<T, T> spec = new PipeSpec.Reduce<>(Checks.function(function));
        return pipe(verb, spec).gathered(verb).pipe(verb, spec);
    }

    private <U> RDD<U> aggregated(
            String verb, Function0<U> zero, Function2<U, ? super T, U> add, Function2<U, U, U> combine) {
        return pipe(verb, new PipeSpec.Aggregate<>(zero, add))
                .gathered(verb)
                .pipe(verb, new PipeSpec.Aggregate<>(zero, combine));
    }

    PairRDD<T, Long> countedByValue(Placement placement) {
        return pairedWithNothing("countByValue").combine("countByValue", placement, new Combiner.Count<>());
    }

    /** All in one partition, in order. */
    private RDD<T> gathered(String verb) {
        return then(new Shuffle<>(plan, new ShuffleSpec.Spread<>(1), Operator.here(verb)));
    }

    // ---- plan building

    <R> RDD<R> pipe(String verb, PipeSpec<T, R> spec) {
        return then(new Pipe<>(plan, spec, operator(verb, spec)));
    }

    /** The operator that the user calls right now, with functions that were looked at. */
    Operator operator(String verb, Object spec) {
        Operator operator = Operator.here(verb);
        return portability == null ? operator : portability.check(operator, spec, batch);
    }

    <R> RDD<R> then(Plan<R> next) {
        return new RDD<>(next, batch, portability);
    }

    /** A plan that other RDDs are inputs of as well. */
    <R> RDD<R> then(Plan<R> next, RDD<?> other) {
        if (batch != null && other.batch != null && batch != other.batch) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "an RDD of batch " + batch.inputs().batch() + " can't be combined with one of batch "
                            + other.batch.inputs().batch() + ": what a batch read is gone when it is done");
        }
        return new RDD<>(
                next, batch != null ? batch : other.batch, portability != null ? portability : other.portability);
    }

    /** Whether it is of this batch, or the same in every batch. */
    boolean canBeIn(EngineBatch under) {
        return batch == null || batch == under;
    }

    int partitions(String verb) {
        return Math.max(1, engine(verb).partitions(plan));
    }

    private EngineBatch engine(String action) {
        return batch == null ? ConstantBatch.begin(action, plan) : batch;
    }

    private T only(String action) {
        List<T> records = concatenated(engine(action));
        if (records.isEmpty()) {
            throw new NoSuchElementException(action + " of an RDD without records");
        }
        return records.get(0);
    }

    private List<T> concatenated(EngineBatch engine) {
        List<List<T>> parts = engine.run(plan, new CollectAction<>(Integer.MAX_VALUE));
        List<T> all = new ArrayList<>(parts.stream().mapToInt(List::size).sum());
        parts.forEach(all::addAll);
        return all;
    }

    @Override
    public String toString() {
        return plan.toString();
    }
}
