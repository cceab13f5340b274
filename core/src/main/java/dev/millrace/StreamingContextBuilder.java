package dev.millrace;

import dev.millrace.ContextSettings.EngineOpening;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchSteps;
import dev.millrace.batch.InDoubt;
import dev.millrace.batch.LoopSettings;
import dev.millrace.batch.RateSettings;
import dev.millrace.batch.RetryPolicy;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineProvider;
import dev.millrace.engine.EngineSettings;
import dev.millrace.engine.KeptSettings;
import dev.millrace.log.SyncPolicy;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link StreamingContext}; {@link #appName} and {@link #batchInterval} have no default. */
public final class StreamingContextBuilder {
    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|[0-9]{1,4})])?");

    private @Nullable String appName;

    private @Nullable Duration batchInterval;
    private @Nullable EngineProvider provider;
    private @Nullable String cluster;
    private int threads = Runtime.getRuntime().availableProcessors();
    /** The location again, where it is a local one. */
    private @Nullable CheckpointLocation checkpoint;

    private @Nullable Supplier<CheckpointStorage> storage;
    private SyncPolicy syncPolicy = SyncPolicy.everyCommit();
    private int keyGroups = 128;
    private BatchPace pace = BatchPace.AT_MULTIPLES;
    private LateBatches lateBatches = LateBatches.merge();
    private BackPressure backPressure = BackPressure.byCost();
    private long recordsPerBatchMax = Long.MAX_VALUE;
    private long recordsFirstBatchMax = 10_000;
    private double initialRate;
    private double maxRate = Double.POSITIVE_INFINITY;
    private final Map<String, Double> maxRateBySource = new HashMap<>();
    private DeliveryGuarantee guarantee = DeliveryGuarantee.AT_MOST_ONCE;
    private Duration hangTimeout = Duration.ofSeconds(30);
    private Duration stopTimeout = Duration.ofMillis(500);
    private RetryPolicy retry = RetryPolicy.defaults();
    private InDoubt inDoubt = InDoubt.REFUSE;
    private Duration groupUpTo = Duration.ZERO;
    private final Set<String> dropped = new HashSet<>();
    private @Nullable Clock clock;
    private BatchSteps steps = BatchSteps.NONE;
    private PrintStream printStream = System.out;
    private @Nullable Function<@Nullable CheckpointStorage, Engine> engine;
    private final Map<Class<?>, Serde<?>> serdes = new HashMap<>();
    private @Nullable Executor snapshotExecutor;
    private @Nullable Long keptBytesMax;
    private @Nullable Path keptDirectory;
    private boolean portable;
    private ReceiverSettings receivers = ReceiverSettings.defaults();
    private @Nullable Executor receiverExecutor;

    StreamingContextBuilder() {}

    /** Names the application; a checkpoint belongs to one. */
    public StreamingContextBuilder appName(String name) {
        this.appName = name;
        return this;
    }

    /** The time between two batches, from 1 ms to a day. */
    public StreamingContextBuilder batchInterval(Duration interval) {
        this.batchInterval = interval;
        return this;
    }

    /**
     * Where to run: {@code local} (one thread), {@code local[4]}, {@code local[*]} (a thread a core; the default, unless
     * the program was submitted to a cluster), or a cluster that a module on the class path knows: with
     * {@code millrace-spark} all of Spark's masters.
     */
    public StreamingContextBuilder master(String master) {
        Matcher matcher = LOCAL.matcher(Checks.argument(master, "master"));
        if (!matcher.matches()) {
            provider = EngineProvider.serving(master);
            cluster = master;
            return this;
        }
        provider = null;
        cluster = "";
        String count = matcher.group(2);
        if (count == null) {
            threads = 1;
        } else if (!count.equals("*")) {
            threads = Integer.parseInt(count);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("master(\"" + master + "\"): at least one thread");
        }
        return this;
    }

    private void masterOfSubmission() {
        for (EngineProvider known : EngineProvider.all()) {
            String submitted = known.submittedMaster();
            if (submitted != null) {
                master(submitted);
                return;
            }
        }
    }

    /** Where positions, state and what happened to batches are kept; without it a restart begins anew. */
    public StreamingContextBuilder checkpointDirectory(Path directory) {
        return checkpoint(CheckpointLocation.of(directory));
    }

    /**
     * The same at a place that has a scheme: {@code file:///…} anywhere, {@code hdfs://…} and {@code s3a://…} on a Spark
     * cluster.
     */
    public StreamingContextBuilder checkpointDirectory(URI location) {
        return checkpoint(CheckpointLocation.of(location));
    }

    /** The same as text: a path, or a place with a scheme such as {@code hdfs://name-node:8020/checkpoint}. */
    public StreamingContextBuilder checkpointDirectory(String location) {
        return checkpoint(CheckpointLocation.of(location));
    }

    private StreamingContextBuilder checkpoint(CheckpointLocation location) {
        this.checkpoint = location;
        return this;
    }

    /** The same somewhere else: called at each start. */
    public StreamingContextBuilder checkpointStorage(Supplier<CheckpointStorage> opened) {
        this.storage = opened;
        return this;
    }

    /** When what is written to the checkpoint directory is synced: each commit, by default, to survive a power loss. */
    public StreamingContextBuilder syncPolicy(SyncPolicy policy) {
        this.syncPolicy = policy;
        return this;
    }

    /** Into how many groups the keys of state are divided: 128, fixed for the life of a checkpoint. */
    public StreamingContextBuilder keyGroups(int groups) {
        this.keyGroups = groups;
        return this;
    }

    /** When batches begin: at the multiples of the interval, by default. */
    public StreamingContextBuilder batchPace(BatchPace newPace) {
        this.pace = newPace;
        return this;
    }

    /** What becomes of batches whose time comes while another one still runs: one takes the place of all, by default. */
    public StreamingContextBuilder lateBatches(LateBatches policy) {
        this.lateBatches = policy;
        return this;
    }

    /** How much batches take follows from those before them, by default; the other ways are in {@link BackPressure}. */
    public StreamingContextBuilder backPressure(BackPressure kind) {
        this.backPressure = kind;
        return this;
    }

    /** What a batch takes at most of all sources together; back-pressure may let it take less. */
    public StreamingContextBuilder recordsPerBatchMax(long records) {
        this.recordsPerBatchMax = records;
        return this;
    }

    /** What the first batch after a start takes at most, when nothing is known of its speed: 10,000. */
    public StreamingContextBuilder recordsFirstBatchMax(long records) {
        this.recordsFirstBatchMax = records;
        this.initialRate = 0;
        return this;
    }

    /** The same as records/s for as long as the batch interval. */
    public StreamingContextBuilder initialRate(double recordsPerSecond) {
        this.initialRate = positive(recordsPerSecond);
        return this;
    }

    /** What each source gives at most, in records/s; without it as much as a batch takes. */
    public StreamingContextBuilder maxRate(double recordsPerSecond) {
        this.maxRate = positive(recordsPerSecond);
        return this;
    }

    /** The same for the source of this name. */
    public StreamingContextBuilder maxRate(String source, double recordsPerSecond) {
        maxRateBySource.put(source, positive(recordsPerSecond));
        return this;
    }

    private static double positive(double recordsPerSecond) {
        if (!(recordsPerSecond > 0)) {
            throw new IllegalArgumentException("a rate must be positive, not " + recordsPerSecond + " records/s");
        }
        return recordsPerSecond;
    }

    /** Demands that every output has at least this guarantee; if not, the start fails and names the weakest. */
    public StreamingContextBuilder deliveryGuarantee(DeliveryGuarantee demanded) {
        this.guarantee = demanded;
        return this;
    }

    /** After which an output that is still running is named in the status: 30 s. */
    public StreamingContextBuilder hangTimeout(Duration timeout) {
        this.hangTimeout = timeout;
        return this;
    }

    /** How long {@link StopMode#NOW} waits for the interrupted batch before it leaves it to itself: 500 ms. */
    public StreamingContextBuilder stopTimeout(Duration timeout) {
        this.stopTimeout = timeout;
        return this;
    }

    /** How long a batch goes on trying where a sink's system does not answer: a minute. */
    public StreamingContextBuilder retry(RetryPolicy policy) {
        this.retry = policy;
        return this;
    }

    /** What to do where the program was changed while a batch is in doubt: the start is refused, by default. */
    public StreamingContextBuilder inDoubt(InDoubt decision) {
        this.inDoubt = decision;
        return this;
    }

    /**
     * Does batches in groups: what a group's batches write to the checkpoint and to exactly-once sinks, they write together, once,
     * up to so long after the first of them began; so tiny batches don't mean tiny transactions, and their output is seen so
     * much later. A group that isn't done runs again as a whole. What acts at once ({@code print}, {@code foreachRDD}, sinks
     * that are at-least-once) still does in each batch. Off by default, at most a minute; not on Spark.
     */
    public StreamingContextBuilder groupBatches(Duration upTo) {
        this.groupUpTo = Checks.argument(upTo, "time of a group");
        return this;
    }

    /**
     * Forgets what the checkpoint keeps under these names: of sources, operators and sinks that the program no longer
     * has, and of accumulators.
     */
    public StreamingContextBuilder drop(String... names) {
        dropped.addAll(Set.of(names));
        return this;
    }

    /** The time that everything goes by: the system's, unless a test has its own. */
    public StreamingContextBuilder clock(Clock newClock) {
        this.clock = newClock;
        return this;
    }

    /** Called at every step of a batch, for simulations: what it throws ends the context where it stands. */
    public StreamingContextBuilder batchSteps(BatchSteps observer) {
        this.steps = observer;
        return this;
    }

    /** Where {@code print} prints: standard output. */
    public StreamingContextBuilder printStream(PrintStream stream) {
        this.printStream = stream;
        return this;
    }

    /** Another engine than the embedded one; it is given the checkpoint's storage, or null. */
    public StreamingContextBuilder engine(Function<@Nullable CheckpointStorage, Engine> factory) {
        this.engine = factory;
        return this;
    }

    /** How values of a class are written where state or keys have it; records, enums and common types need none. */
    public <T> StreamingContextBuilder registerSerde(Class<T> type, Serde<T> serde) {
        serdes.put(type, serde);
        return this;
    }

    /** Who writes the snapshots of state beside the batches, instead of a thread of the context's own: for simulations. */
    public StreamingContextBuilder snapshotExecutor(Executor executor) {
        this.snapshotExecutor = executor;
        return this;
    }

    /** How receivers store what they receive: by default in a block log, where there is a checkpoint directory. */
    public StreamingContextBuilder receivers(ReceiverSettings settings) {
        this.receivers = Checks.argument(settings, "settings of receivers");
        return this;
    }

    /**
     * What runs the {@code onStart} of receivers, instead of threads of their own, for programs that are
     * {@link StreamingContext#startByHand driven by hand}: blocks are then cut, and receivers stopped and started again, when
     * a batch is run, on its thread.
     */
    public StreamingContextBuilder receiverExecutor(Executor executor) {
        this.receiverExecutor = executor;
        return this;
    }

    /**
     * Demands that every function could be sent to executors, wherever the program runs: one that captures something that
     * isn't serializable is then refused in the operation that it is given to, instead of a warning. On Spark that is so.
     */
    public StreamingContextBuilder requirePortable() {
        this.portable = true;
        return this;
    }

    /**
     * How much memory persisted RDDs may take, in bytes, roughly: a quarter of the heap. What finds no room is in files or
     * computed again, as its {@link StorageLevel} says. On Spark this is Spark's own business.
     */
    public StreamingContextBuilder keptBytesMax(long bytes) {
        this.keptBytesMax = bytes;
        return this;
    }

    /** Where persisted RDDs are kept on disk, in a directory of their own until the context ends: that for temporary files. */
    public StreamingContextBuilder keptDirectory(Path directory) {
        this.keptDirectory = directory;
        return this;
    }

    private KeptSettings kept() {
        KeptSettings defaults = KeptSettings.defaults(Serdes.with(serdes));
        return new KeptSettings(
                keptBytesMax == null ? defaults.memoryBytesMax() : keptBytesMax,
                keptDirectory == null ? defaults.directory() : keptDirectory,
                defaults.serdes());
    }

    /** A context in which streams can be declared. */
    public StreamingContext build() {
        if (appName == null || batchInterval == null) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "a context needs " + (appName == null ? "an appName(\"…\")" : "a batchInterval(Duration)"));
        }
        if (checkpoint != null && storage != null) {
            throw new MillraceException(
                    Kind.CONFIGURATION, "checkpointDirectory and checkpointStorage are two answers to one question");
        }
        if (cluster == null && engine == null) {
            masterOfSubmission();
        }
        if (provider == null && checkpoint != null && checkpoint.directory() == null) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "checkpointDirectory(" + checkpoint
                            + "): an embedded program keeps its checkpoint in a local"
                            + " directory; other places are for masters of a cluster");
        }
        Clock time = clock == null ? new SystemClock() : clock;
        LoopSettings loop = new LoopSettings(
                appName,
                batchInterval,
                keyGroups,
                pace,
                lateBatches,
                rates(batchInterval),
                guarantee,
                hangTimeout,
                retry,
                inDoubt,
                groupUpTo,
                dropped);
        Function<@Nullable CheckpointStorage, Engine> given = engine;
        return new StreamingContext(new ContextSettings(
                loop,
                threads,
                checkpoint,
                checkpointStorage(),
                syncPolicy,
                stopTimeout,
                time,
                steps,
                printStream,
                given == null ? engineOfCluster(appName, time) : (opened, functions) -> given.apply(opened),
                Serdes.with(serdes),
                kept(),
                snapshotExecutor,
                portable || provider != null,
                receivers,
                receiverExecutor));
    }

    private RateSettings rates(Duration interval) {
        double byRate = initialRate * (double) interval.toNanos() / 1e9;
        long first = initialRate == 0 ? recordsFirstBatchMax : (long) Math.max(1, byRate);
        return new RateSettings(backPressure, recordsPerBatchMax, first, maxRate, maxRateBySource);
    }

    /** The processes of a cluster write to the checkpoint side by side, so its engine says how. */
    private @Nullable Supplier<CheckpointStorage> checkpointStorage() {
        EngineProvider opening = provider;
        CheckpointLocation location = checkpoint;
        return opening == null || location == null ? storage : () -> opening.openCheckpoint(location.uri());
    }

    private @Nullable EngineOpening engineOfCluster(String name, Clock time) {
        EngineProvider opening = provider;
        if (opening == null || cluster == null) {
            return null;
        }
        String master = cluster;
        Serdes written = Serdes.with(serdes);
        return (opened, functions) -> opening.open(new EngineSettings(name, master, time, written, functions), opened);
    }
}
