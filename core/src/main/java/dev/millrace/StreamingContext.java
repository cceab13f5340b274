package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals;
import dev.millrace.batch.BatchScope;
import dev.millrace.batch.Observers;
import dev.millrace.connector.RecordDecoder;
import dev.millrace.connector.Source;
import dev.millrace.file.FileSource;
import dev.millrace.function.Function;
import dev.millrace.function.Function0;
import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import dev.millrace.socket.SocketSource;
import dev.millrace.status.StreamingListener;
import dev.millrace.status.StreamingStatus;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A streaming program: declare sources, streams and outputs, then {@link #start()}. An ordinary object: a JVM may hold
 * several. Streams are declared by one thread; starting, stopping and asking may be done by any.
 */
public final class StreamingContext implements AutoCloseable {
    private final ContextSettings settings;
    private final Declarations declarations = new Declarations();
    private final Lifecycle lifecycle = new Lifecycle();
    private final ReentrantLock starting = new ReentrantLock();
    private final Starter starter = new Starter();
    private final Observers observers;
    private final AccumulatorTotals accumulators;
    private final Broadcasts broadcasts = new Broadcasts();
    private final Portability portability;
    private final Slices slices;
    private final OperatorStreams operators;
    private volatile @Nullable ContextRun run;
    private volatile @Nullable Instant startedAt;

    StreamingContext(ContextSettings settings) {
        this.settings = settings;
        this.observers = new Observers(settings.steps());
        this.accumulators = new AccumulatorTotals(settings.serdes());
        this.portability = new Portability(settings.portable(), accumulators);
        this.slices = new Slices(settings.clock());
        this.operators = new OperatorStreams(this, settings.loop().keyGroups());
    }

    public static StreamingContextBuilder builder() {
        return new StreamingContextBuilder();
    }

    /**
     * The context that the function makes, on this checkpoint. Unlike Spark's, the function always runs: a checkpoint
     * holds data only, never the program.
     */
    public static StreamingContext getOrCreate(Path checkpointDirectory, Function0<StreamingContext> create)
            throws Exception {
        StreamingContext created = create.call();
        return CheckpointLocation.of(checkpointDirectory).checked(created, created.settings.checkpoint());
    }

    /** The same where the checkpoint is given as text, as to {@link StreamingContextBuilder#checkpointDirectory(String)}. */
    public static StreamingContext getOrCreate(String checkpointDirectory, Function0<StreamingContext> create)
            throws Exception {
        StreamingContext created = create.call();
        return CheckpointLocation.of(checkpointDirectory).checked(created, created.settings.checkpoint());
    }

    // ---- sources

    /** A stream of what a source gives. */
    public <T> DStream<T> sourceStream(Source<T> source) {
        declarations.checkOpen("sourceStream");
        return SourceStreams.of(this, Checks.argument(source, "source"));
    }

    /** A stream of RDDs from a queue that the program fills, one in each batch. The queue must be safe for two threads. */
    public <T> DStream<T> queueStream(Queue<RDD<T>> queue) {
        return queueStream(queue, true);
    }

    /** The same, with all that are there in each batch, or one. */
    public <T> DStream<T> queueStream(Queue<RDD<T>> queue, boolean oneAtATime) {
        return sourceStream(new QueueSource<>(queue, oneAtATime, null));
    }

    /** The same, with an RDD for the batches that find the queue empty. */
    public <T> DStream<T> queueStream(Queue<RDD<T>> queue, boolean oneAtATime, RDD<T> defaultRDD) {
        return sourceStream(new QueueSource<>(queue, oneAtATime, Checks.argument(defaultRDD, "default RDD")));
    }

    /** What a receiver stores. Several are brought together with {@link #union}. */
    public <T> DStream<T> receiverStream(Receiver<T> receiver) {
        return sourceStream(new ReceiverStream<>(Checks.argument(receiver, "receiver")));
    }

    /** Lines of UTF-8 from a TCP server, such as {@code nc -lk 9999}; see {@link SocketSource}. */
    public DStream<String> socketTextStream(String host, int port) {
        return sourceStream(SocketSource.text(Checks.argument(host, "host"), port));
    }

    /** What the function makes of the bytes from a TCP server; it is called for each connection. */
    public <T> DStream<T> socketStream(String host, int port, Function<InputStream, Iterator<T>> decoder) {
        return sourceStream(SocketSource.of(Checks.argument(host, "host"), port, Checks.function(decoder)));
    }

    /** Blocks of bytes from a TCP server, each after its length; see {@link SocketSource#blocks}. */
    public DStream<byte[]> rawSocketStream(String host, int port) {
        return sourceStream(SocketSource.blocks(Checks.argument(host, "host"), port));
    }

    /** What the decoder makes of each block, inside the batch: where it throws the batch fails, and the stream with it. */
    public <T> DStream<T> rawSocketStream(String host, int port, RecordDecoder<byte[], T> decoder) {
        return sourceStream(SocketSource.decodedBlocks(Checks.argument(host, "host"), port, Checks.function(decoder)));
    }

    /** Lines of the files that come into a directory after the first start; see {@link FileSource}. */
    public DStream<String> textFileStream(String directory) {
        return sourceStream(FileSource.text(path(directory)).newFilesOnly());
    }

    /** The same for records of so many bytes. */
    public DStream<byte[]> binaryRecordsStream(String directory, int recordLength) {
        return sourceStream(
                FileSource.binaryRecords(path(directory), recordLength).newFilesOnly());
    }

    /** The same for what a function makes of the bytes of each file, once it is complete. */
    public <T> DStream<T> fileStream(String directory, Function<InputStream, Iterator<T>> decoder) {
        return fileStream(directory, decoder, path -> true, true);
    }

    /** The same for files that the filter takes, those that are there at the first start too if it isn't for new ones only. */
    public <T> DStream<T> fileStream(
            String directory,
            Function<InputStream, Iterator<T>> decoder,
            Function<Path, Boolean> filter,
            boolean newFilesOnly) {
        FileSource<T> files =
                FileSource.of(path(directory), Checks.function(decoder)).filter(Checks.function(filter));
        return sourceStream(newFilesOnly ? files.newFilesOnly() : files);
    }

    private static Path path(String directory) {
        return Path.of(Checks.argument(directory, "directory"));
    }

    /**
     * An RDD of these records, with a partition for each thread, for a queue or to be combined with those of a batch. Actions
     * run it outside of batches too, in the caller's thread.
     */
    public <T> RDD<T> parallelize(List<T> records) {
        return parallelize(records, settings.threads());
    }

    public <T> RDD<T> parallelize(List<T> records, int partitions) {
        return RDD.template(RDD.of(records, partitions).plan(), portability);
    }

    /** The records of all these streams. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <T> DStream<T> union(DStream<T>... streams) {
        return union(Arrays.asList(streams));
    }

    /** The pairs of all these streams. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <K, V> PairDStream<K, V> union(PairDStream<K, V>... streams) {
        return PairDStream.fromDStream(
                union(Arrays.stream(streams).map(PairDStream::toDStream).toList()));
    }

    /** The records of all these streams. */
    public <T> DStream<T> union(List<DStream<T>> streams) {
        Checks.some(streams, "union");
        return streams.stream().reduce(DStream::union).orElseThrow();
    }

    /** The function makes one RDD of those of any number of streams, anew in each batch. */
    public <R> DStream<R> transform(
            List<? extends DStream<?>> streams, Function2<List<RDD<?>>, Instant, RDD<R>> function) {
        Checks.function(function);
        return operators.dynamic("transform", streams, scope -> function.call(rdds(streams, scope), scope.time()));
    }

    /** The same, where the function makes pairs. */
    public <K, V> PairDStream<K, V> transformToPair(
            List<? extends DStream<?>> streams, Function2<List<RDD<?>>, Instant, PairRDD<K, V>> function) {
        Checks.function(function);
        return new PairDStream<>(operators.dynamic(
                "transformToPair",
                streams,
                scope -> function.call(rdds(streams, scope), scope.time()).toRDD()));
    }

    private static List<RDD<?>> rdds(List<? extends DStream<?>> streams, BatchScope scope) {
        return streams.stream().<RDD<?>>map(stream -> stream.in(scope)).toList();
    }

    /**
     * For how long {@link DStream#slice} finds a batch after its time. What the sources of these batches gave and what state
     * emitted is kept in memory, on a cluster in the driver's, and in the checkpoint, if there is one; the last call counts.
     * Batches without records are written with the next that has some: slices don't find those that a crash came after.
     *
     * @throws IllegalArgumentException unless the duration is longer than nothing
     */
    public void remember(Duration duration) {
        declarations.checkOpen("remember");
        slices.remember(Checks.duration(duration, "duration of remember"));
    }

    // ---- shared values

    /**
     * A value that functions may read, brought to each executor once; it must not be changed any more. On a cluster it is
     * written by the program's serdes where they know its class, else by Java's serialization. Before the start and after
     * it, in a function of {@code foreachRDD} or {@code transform}.
     *
     * @throws MillraceException USER_CODE where it can't be sent to executors and must be
     */
    public <T> Broadcast<T> broadcast(T value) {
        portability.checkBroadcast(Operator.here("broadcast"), Checks.argument(value, "value"), settings.serdes());
        return broadcasts.add(value);
    }

    /**
     * A sum of whole numbers that functions add to. Its name is unique in the program; with a checkpoint the sum goes on
     * under it after a restart, until it is forgotten with {@link StreamingContextBuilder#drop}.
     *
     * @throws MillraceException CONFIGURATION where the name is taken
     */
    public LongAccumulator longAccumulator(String name) {
        return new LongAccumulator(accumulators, Checks.argument(name, "name"));
    }

    /** The same for fractions. */
    public DoubleAccumulator doubleAccumulator(String name) {
        return new DoubleAccumulator(accumulators, Checks.argument(name, "name"));
    }

    /**
     * The same for totals of any kind, which serdes know how to write if there is a checkpoint or a cluster.
     *
     * @param zero makes what a total begins as, a new one each time
     * @param add gives the total with one more value; may change the total it is given
     * @param merge gives the sum of two totals; may change the first of them, never the second
     */
    public <T, A> Accumulator<T, A> accumulator(
            String name, Function0<A> zero, Function2<A, T, A> add, Function2<A, A, A> merge) {
        return new Accumulator<>(
                accumulators,
                Checks.argument(name, "name"),
                Checks.function(zero),
                Checks.function(add),
                Checks.function(merge));
    }

    // ---- what streams are declared with

    Portability portability() {
        return portability;
    }

    Slices slices() {
        return slices;
    }

    OperatorStreams operators() {
        return operators;
    }

    Declarations declarations() {
        return declarations;
    }

    /** How long lies between two batches. */
    public Duration batchInterval() {
        return settings.loop().batchInterval();
    }

    PrintStream printStream() {
        return settings.printStream();
    }

    // ---- life

    /**
     * Starts: reads the checkpoint, connects the sources, and runs batches on a thread of its own.
     *
     * @throws MillraceException CONFIGURATION where the program or its checkpoint doesn't allow it; nothing is changed then
     */
    public void start() {
        open().startThread();
    }

    /** Starts without a thread: batches run when the result is told to. For tests and simulations. */
    public BatchDriver startByHand() {
        return open().driveByHand();
    }

    private ContextRun open() {
        starting.lock();
        try {
            ContextRun opened = openOnce();
            run = opened; // before the state says so: whoever stops a context that runs must find it
            if (!lifecycle.move(Set.of(ContextState.Building.class), new ContextState.Running())) {
                opened.close();
                throw stoppedMeanwhile(null);
            }
            startedAt = settings.clock().instant();
            return opened;
        } finally {
            starting.unlock();
        }
    }

    private ContextRun openOnce() {
        if (!(lifecycle.state() instanceof ContextState.Building)) {
            throw new MillraceException(
                    Kind.CONFIGURATION, "a context is started once; this one is " + nameOf(lifecycle.state()));
        }
        starter.begins();
        try {
            return ContextRun.open(
                    settings,
                    lifecycle,
                    new ContextRun.Shared(observers, accumulators, broadcasts, portability),
                    declarations.freeze(slices.toKeep()));
        } catch (RuntimeException e) {
            if (lifecycle.state() instanceof ContextState.Stopped) {
                throw stoppedMeanwhile(e);
            }
            if (e instanceof MillraceException failure) {
                lifecycle.failed(failure);
            }
            throw e;
        } finally {
            starter.ends();
        }
    }

    private static MillraceException stoppedMeanwhile(@Nullable RuntimeException cause) {
        return new MillraceException(Kind.CONFIGURATION, "the context was stopped while it started", cause);
    }

    private static String nameOf(ContextState state) {
        return state.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /** Waits until the context has stopped. @throws MillraceException what it failed with */
    public void awaitTermination() throws InterruptedException {
        lifecycle.awaitEnd();
        throwIfFailed();
    }

    /** The same for at most so long; returns whether it has stopped. */
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        boolean ended = lifecycle.awaitEnd(timeout.toNanos());
        throwIfFailed();
        return ended;
    }

    private void throwIfFailed() {
        if (lifecycle.state() instanceof ContextState.Failed failed) {
            throw failed.cause();
        }
    }

    /** Stops at once, as {@link #close()} does. */
    public void stop() {
        stop(StopMode.NOW);
    }

    /**
     * Stops and returns when it is done; a second call does nothing. A start under way is interrupted, and fails. In a function of the program and in a listener it
     * returns at once: the end waits for these to return.
     */
    public void stop(StopMode mode) {
        Checks.argument(mode, "stop mode");
        boolean isStarted = run != null
                || (!lifecycle.move(Set.of(ContextState.Building.class), new ContextState.Stopped()) && run != null);
        ContextRun running = run;
        if (!isStarted || running == null) {
            declarations.close();
            starter.interrupt();
            return;
        }
        if (lifecycle.state().isFinal()) {
            return;
        }
        try {
            running.stop(mode);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MillraceException(Kind.INTERNAL, "interrupted while waiting for the context to stop", e);
        }
    }

    @Override
    public void close() {
        stop(StopMode.NOW);
        ContextRun ended = run;
        if (ended != null) {
            ended.close();
        }
    }

    public ContextState state() {
        return lifecycle.state();
    }

    /** What the context did and does. */
    public StreamingStatus status() {
        ContextRun running = run;
        return running == null
                ? StreamingStatus.notStarted(settings.loop().appName(), state())
                : running.describe(state(), startedAt);
    }

    public void addStreamingListener(StreamingListener listener) {
        observers.add(Checks.argument(listener, "listener"));
    }

    public void removeStreamingListener(StreamingListener listener) {
        observers.remove(listener);
    }
}
