package dev.millrace.spark;

import dev.millrace.connector.Clock;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.engine.RunningTask;
import dev.millrace.engine.SharedValue;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Persist;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.StateFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Runs plans as jobs of a {@code SparkContext}. The driver knows the plans and which version of the state counts; records
 * and state are in the executors. The batch thread calls it, but for {@link #close} and {@link #runningTasks}.
 */
final class SparkEngine implements Engine {
    private static final ClassTag<Serialized<List<Object>>> RESULTS = ClassTag.apply(Serialized.class);

    private final String id = UUID.randomUUID().toString();
    private final JavaSparkContext context;
    private final @Nullable SharedCheckpointStorage checkpoint;
    private final LiveExecutors executors;
    private final Runnable release;
    private final Serdes serdes;
    private final Portability portability = new Portability();
    private final DriverStates states = new DriverStates();
    private final Map<Persist<?>, SparkBatch.KeptPlan> constants = new WeakHashMap<>();
    private final RunningJob running;
    private final ReadingStage reading;
    /** What executors were sent and the program may still use; Spark lets go of what it doesn't. */
    private final Set<SharedValue<?>> sharedValues =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final int parallelism;
    private final Map<String, Long> keysByOperator = new ConcurrentHashMap<>();
    private int leaves;
    private @Nullable SparkBatch underWay;
    private volatile boolean closed;

    /** {@code release} is called when the engine is closed: it stops the context if that is the engine's own. */
    SparkEngine(
            JavaSparkContext context,
            Serdes serdes,
            Clock clock,
            @Nullable SharedCheckpointStorage checkpoint,
            Runnable release) {
        this.context = context;
        this.checkpoint = checkpoint;
        if (checkpoint != null) {
            ExecutorProbe.write(checkpoint, id);
        }
        this.executors = LiveExecutors.of(context.sc());
        this.serdes = serdes;
        this.parallelism = context.defaultParallelism();
        this.release = release;
        this.running = new RunningJob(clock);
        this.reading = new ReadingStage(this);
        ProcessEnd.ofThisProcess().opened(this);
    }

    String id() {
        return id;
    }

    Serdes serdes() {
        return serdes;
    }

    JavaSparkContext context() {
        return context;
    }

    /** Where the checkpoint is, or null. */
    @Nullable
    URI checkpoint() {
        return checkpoint == null ? null : checkpoint.location();
    }

    LiveExecutors executors() {
        return executors;
    }

    /** Whether Spark has told that it lost the executor. */
    boolean isGone(String executor) {
        return executors.isGone(executor);
    }

    Portability portability() {
        return portability;
    }

    DriverStates states() {
        return states;
    }

    int newLeaf() {
        return leaves++;
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void restore(long batch, List<StateFile> files) {
        states.restore(batch, files);
        if (checkpoint != null) {
            ExecutorProbe.deleteOthers(checkpoint, id);
            checkpoint.deleteUnfinishedBefore(ExecutorProbe.objectOf(id)); // it was written before the claim
        }
    }

    @Override
    public boolean runsTasksElsewhere() {
        return true;
    }

    @Override
    public List<? extends Reading<?, ?>> read(long batch, List<? extends OpenSplit<?, ?>> splits) {
        context.setJobGroup(id, "batch " + batch + ": reading", true);
        return reading.read(batch, splits);
    }

    @Override
    public EngineBatch begin(BatchInputs inputs) {
        if (underWay != null) {
            throw new IllegalStateException(
                    "batch " + underWay.inputs().batch() + " is under way: " + inputs.batch() + " can't begin");
        }
        context.setJobGroup(id, "batch " + inputs.batch(), true);
        SparkBatch batch = new SparkBatch(this, inputs);
        underWay = batch;
        return batch;
    }

    void ended(SparkBatch batch) {
        if (underWay == batch) {
            underWay = null;
            reading.drop();
        }
    }

    SparkBatch.@Nullable KeptPlan constant(Persist<?> persist) {
        return constants.get(persist);
    }

    void keepConstant(Persist<?> persist, SparkBatch.KeptPlan kept) {
        constants.put(persist, kept);
    }

    @Nullable
    RDD<?> dropConstant(Persist<?> persist) {
        SparkBatch.KeptPlan kept = constants.remove(persist);
        return kept == null ? null : kept.rdd();
    }

    @Override
    public <T> SharedValue<T> share(T value, String what) {
        SharedValue<T> shared = new SparkSharedValue<>(context.broadcast(new CarriedValue(value, serdes)), what);
        sharedValues.add(shared);
        return shared;
    }

    /** Runs a job over these partitions; gives the elements of each. */
    List<List<Object>> job(long batch, RDD<Object> rdd, int[] partitions) {
        return job(batch, rdd, partitions, TakeHome.all());
    }

    private List<List<Object>> job(long batch, RDD<Object> rdd, int[] partitions, TakeHome function) {
        if (partitions.length == 0) {
            return List.of();
        }
        if (closed) {
            throw new CancellationException("the engine is closed");
        }
        running.began(rdd.toString(), batch);
        try {
            List<Object> numbers = new ArrayList<>(partitions.length);
            for (int partition : partitions) {
                numbers.add(partition);
            }
            @SuppressWarnings("unchecked") // Spark's array of what the function gives
            Serialized<List<Object>>[] results = (Serialized<List<Object>>[]) context.sc()
                    .runJob(rdd, function, CollectionConverters.asScala(numbers).toSeq(), RESULTS);
            return Arrays.stream(results).map(Serialized::value).toList();
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException) {
                context.cancelJobGroup(id);
            }
            throw Failures.ofJob(thrown, batch);
        } finally {
            running.ended();
        }
    }

    /** Runs the last step of a job in this process, and says so to who asks. */
    <R> R inDriver(Operator operator, long batch, Supplier<R> step) {
        running.began(operator.toString(), batch);
        try {
            return step.get();
        } finally {
            running.ended();
        }
    }

    /** Runs a stateful stage; its elements stay in the executors, but for the results. */
    List<List<Object>> stateJob(long batch, RDD<Object> rdd, int partitions) {
        int[] all = new int[partitions];
        Arrays.setAll(all, i -> i);
        return job(batch, rdd, all, TakeHome.statesAlone());
    }

    void dropShuffle(ShuffledRDD<?, ?, ?> shuffled) {
        if (!closed && shuffled.dependencies().head() instanceof ShuffleDependency<?, ?, ?> dependency) {
            context.sc().cleaner().foreach(cleaner -> {
                cleaner.doCleanupShuffle(dependency.shuffleId(), false);
                return null;
            });
        }
    }

    /** What the tasks of a batch that was committed have told of their partitions. */
    void hasKeys(Map<String, Long> byOperator) {
        keysByOperator.putAll(byOperator);
    }

    @Override
    public Map<String, Long> keysByOperator() {
        return Map.copyOf(keysByOperator);
    }

    @Override
    public List<RunningTask> runningTasks() {
        return running.tasks();
    }

    @Override
    public void draining() {
        ProcessEnd.ofThisProcess().draining(this);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        context.cancelJobGroup(id);
        context.sc().removeSparkListener(executors);
        if (!context.sc().isStopped()) {
            reading.drop();
        }
        List.copyOf(sharedValues).forEach(SharedValue::destroy);
        ExecutorSide.forget(id);
        try {
            if (checkpoint != null) {
                ExecutorProbe.delete(checkpoint, id);
            }
        } finally {
            release.run();
            ProcessEnd.ofThisProcess().closed(this);
        }
    }
}
