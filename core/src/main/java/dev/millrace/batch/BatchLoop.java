package dev.millrace.batch;

import dev.millrace.LateBatches;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals.Update;
import dev.millrace.batch.BatchRecord.Published;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.BatchRecord.Totals;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.batch.SourceDesks.Taken;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.Split;
import dev.millrace.connector.StagedSink;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.SourceInput;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.OutputInfo;
import dev.millrace.status.Recovery;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Runs the batches of one program, one after the other: {@code open, recover, (nextDueNanos, runBatch)*, close}. Whoever
 * calls these is its thread; ownership may be handed over between calls. It never waits for a batch to become due.
 */
public final class BatchLoop implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.batch");

    private final Program program;
    private final LoopSettings settings;
    private final LoopWorld world;
    private final StopSignal stop;
    private final Progress progress = new Progress();
    private final Pause pause;
    private final RetryDesk retries;
    private final LoopStatus status;
    private final SourceDesks desks;
    private final OpenSinks sinks;
    private final RateLimit rateLimit;
    private BatchLog log = BatchLog.inMemory();
    private LoopParts parts;
    private BatchTimes times;
    private final DueOperators due;
    private Instant previousTime = Instant.EPOCH;
    private Map<SourceInput<?>, List<? extends Split<?>>> noSplits = Map.of();
    private long fingerprint;
    private boolean news;
    private boolean orderly = true;
    private final AtomicBoolean closed = new AtomicBoolean();

    public BatchLoop(Program program, LoopSettings settings, LoopWorld world, StopSignal stop) {
        this.program = program;
        this.settings = settings;
        this.world = world;
        this.stop = stop;
        this.pause = new Pause(world.clock(), stop);
        this.retries = new RetryDesk(pause, settings.retry());
        this.status = new LoopStatus(program, settings, world, progress, retries);
        this.desks = new SourceDesks(settings.batchInterval().toNanos());
        this.rateLimit = RateLimit.of(settings.rates(), settings.batchInterval());
        this.sinks = new OpenSinks(settings.appName(), world.clock());
        this.parts = makeParts(program);
        this.times = timesAfter(Instant.EPOCH);
        this.due = new DueOperators(program);
    }

    private BatchTimes timesAfter(Instant last) {
        return new BatchTimes(settings.batchInterval(), settings.lateBatches(), settings.pace(), last);
    }

    private LoopParts makeParts(Program opened) {
        return new LoopParts(
                opened,
                opened.dynamicsByPlace(),
                world.clock(),
                log,
                world.observers(),
                stop,
                pause,
                new SinkJob(pause, retries),
                progress,
                world.accumulators());
    }

    /** What the loop did and does; any thread may ask. */
    public LoopStatus status() {
        return status;
    }

    /**
     * Reads the checkpoint, checks the program against it, claims it and connects the sources. Nothing has been written
     * if this refuses.
     */
    public void open() {
        Guarantees.demand(settings.guarantee(), status.outputs());
        settings.rates()
                .checkSources(program.sources().stream().map(SourceEntry::name).toList());
        if (world.storage() != null) {
            log = BatchLog.open(world.storage());
        } else {
            // Without a checkpoint numbers begin at the time, so that output of an earlier run isn't taken for this
            // one's.
            log.history().beginAfter(world.clock().millis());
        }
        Map<String, ByteBuffer> totals = new HashMap<>(log.history().totals());
        List<String> forgotten = AccumulatorTotals.forgotten(totals, settings.dropped());
        totals.keySet().removeAll(forgotten);
        world.accumulators().restore(totals);
        parts = makeParts(sinks.open(program));
        boolean fresh = log.history().registry() == null;
        openDesks();
        status.reads(desks.all());
        List<String> stateObjects = log.stateObjects();
        Startup startup = new Startup(program, settings, log, desks.all());
        RegistryCheck check = startup.run();
        deleteDropped();
        log.deleteUnnamed(stateObjects);
        if (!forgotten.isEmpty()) {
            Map<String, ByteBuffer> nothing = new HashMap<>();
            forgotten.forEach(name -> nothing.put(name, ByteBuffer.allocate(0)));
            log.append(new Totals(nothing));
        }
        fingerprint = RegistryCheck.fingerprint(startup.registered());
        times = timesAfter(log.history().lastTime());
        previousTime = log.history().lastDoneTime();
        due.ran(previousTime, previousTime, true);
        noSplits = Map.copyOf(desks.splits()); // copied no more by each idle batch
        Seal inDoubt = log.history().inDoubt();
        status.opened(
                new Recovery(
                        fresh,
                        log.history().epoch(),
                        world.storage() == null ? 0 : log.history().lastDone(),
                        inDoubt == null ? 0 : inDoubt.batch(),
                        0,
                        check.added(),
                        check.removed()),
                log.history());
    }

    private void openDesks() {
        int receivers = 0;
        for (SourceEntry<?> source : program.sources()) {
            ReceiverParts.Numbered numbered = new ReceiverParts.Numbered(receivers, world.receivers());
            SourceDesk<?> desk =
                    SourceDesk.open(source, contextOf(source), settings.rates().rateOf(source.name()), numbered);
            receivers += desk.receiver() == null ? 0 : 1;
            desks.add(desk);
        }
    }

    /** What lay in the block logs of sources that are dropped. */
    private void deleteDropped() {
        CheckpointStorage storage = world.storage();
        if (storage != null) {
            settings.dropped().forEach(storage::deleteBlockLog);
        }
    }

    private SourceContext contextOf(SourceEntry<?> source) {
        return new SourceContext(
                settings.appName(),
                source.name(),
                settings.batchInterval(),
                world.engine().parallelism(),
                world.clock(),
                world.engine().runsTasksElsewhere());
    }

    /** Publishes what may not be visible yet, takes up the state, and runs a batch in doubt again. */
    public void recover() {
        BatchHistory history = log.history();
        int published = 0;
        for (SinkOutputs outputs : history.lastOutputs()) {
            StagedSink<?> sink = parts.findStagedSink(outputs.sink());
            if (sink != null) {
                published += parts.sinkJob().publish(sink, history.lastDone(), outputs);
            }
        }
        Recovery recovery = status.published(published);
        if (log.isDurable()) {
            LOGGER.log(Level.INFO, "''{0}'' {1}", settings.appName(), recovery);
        }
        discardUnpublished();
        world.engine().restore(history.lastDone(), stateFilesOfTheProgram(history));
        log.deleteGarbage();
        world.observers().streamingStarted(recovery);
        Seal inDoubt = history.inDoubt();
        if (inDoubt != null) {
            runAgain(inDoubt);
        }
    }

    /** The state of operators that the program doesn't have stays where it is: even its classes may be gone. */
    private List<StateFile> stateFilesOfTheProgram(BatchHistory history) {
        Set<String> operators =
                program.operators().stream().map(OperatorEntry::name).collect(Collectors.toSet());
        return history.stateFiles().stream()
                .filter(file -> operators.contains(file.operator()))
                .toList();
    }

    private void discardUnpublished() {
        for (OutputEntry output : parts.program().outputs()) {
            if (output instanceof SinkEntry<?> entry && entry.sink() instanceof StagedSink<?> sink) {
                try {
                    sink.discardUnpublished(
                            entry.name(),
                            log.history().lastDone() + 1,
                            log.history().epoch());
                } catch (Exception e) {
                    throw SinkAction.describe(e, "sink '" + entry.name() + "', clearing up after earlier runs");
                }
            }
        }
    }

    /** When the next batch is due, by the clock's {@code nanoTime()}. */
    public long nextDueNanos() {
        return times.nextDueNanos(world.clock().instant(), world.clock().nanoTime(), news);
    }

    /** Somebody has woken the thread that waited for the next batch: a source may have something. */
    public void woken() {
        news = true;
    }

    /** Runs one batch now, whether or not it is due; returns whether it had anything to do. */
    public boolean runBatch() {
        return runBatch(false);
    }

    /** After a graceful stop has begun: one batch of what receivers still hold; returns whether there was anything. */
    public boolean drainBatch() {
        desks.stopReceiving();
        return runBatch(true);
    }

    private boolean runBatch(boolean receiversOnly) {
        if (!orderly) {
            throw new MillraceException(Kind.INTERNAL, "the batch loop has failed and runs no more batches");
        }
        orderly = false;
        long begin = world.clock().nanoTime();
        news = false;
        Instant time = times.next(world.clock().instant(), begin);
        progress.pending(times.pending());
        checkPending();
        boolean hasRecords = desks.poll(rateLimit.recordsMax(), receiversOnly, begin, this::read);
        if (hasRecords) {
            times.hadRecords(begin);
        }
        if (hasRecords || (!receiversOnly && due.isAnyDue(previousTimeOf(time), time))) {
            world.observers().step(BatchStep.TICKED, log.history().lastDone() + 1);
            run(seal(time), begin, false);
        } else if (!receiversOnly) {
            runIdle(time, begin);
        }
        orderly = true;
        return hasRecords;
    }

    private void checkPending() {
        if (settings.lateBatches() instanceof LateBatches.Stop stopping
                && times.pending() > stopping.pendingBatchesMax()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "application '" + settings.appName() + "': " + times.pending() + " batches wait, more than the "
                            + stopping.pendingBatchesMax()
                            + " of stopAfter(…): batches take longer than their interval, "
                            + settings.batchInterval().toMillis() + " ms. Lengthen it, let batches take less"
                            + " (recordsPerBatchMax), or let late ones be merged: lateBatches(LateBatches.merge())");
        }
    }

    /** What tasks read before it is known what the batch will be. */
    private List<? extends Reading<?, ?>> read(List<? extends OpenSplit<?, ?>> splits) {
        long batch = log.history().lastDone() + 1;
        progress.begins("reading its sources", batch, world.clock().nanoTime());
        List<? extends Reading<?, ?>> readings = world.engine().read(batch, splits);
        progress.ends();
        return readings;
    }

    private Seal seal(Instant time) {
        BatchHistory history = log.history();
        return new Seal(
                history.lastDone() + 1,
                time,
                history.epoch(),
                Long.MIN_VALUE,
                world.engine().parallelism(),
                fingerprint,
                desks.sealed(history));
    }

    private void runIdle(Instant time, long begin) {
        if (program.hasActions()) {
            BatchInputs inputs =
                    inputs(log.history().lastDone() + 1, time, world.engine().parallelism(), noSplits);
            new BatchRun(parts, world.engine().begin(inputs), null, false).run(null);
        }
        progress.idle(time);
        ended(time, false);
        if (world.observers().areListening()) {
            Timing timing = new Timing(world.clock().instant(), begin, begin, List.of());
            world.observers().batchCompleted(info(log.history().lastDone() + 1, time, Taken.NOTHING, timing, false));
        }
    }

    private void runAgain(Seal seal) {
        orderly = false;
        desks.replay(seal.sources());
        run(seal, world.clock().nanoTime(), true);
        orderly = true;
    }

    /** The time of the batch before the one of this time: an interval earlier if there was none. */
    private Instant previousTimeOf(Instant time) {
        return previousTime.equals(Instant.EPOCH) ? time.minus(settings.batchInterval()) : previousTime;
    }

    private void ended(Instant time, boolean hadRecords) {
        due.ran(previousTimeOf(time), time, hadRecords);
        previousTime = time;
    }

    private BatchInputs inputs(
            long batch, Instant time, int defaultPartitions, Map<SourceInput<?>, List<? extends Split<?>>> splits) {
        return new BatchInputs(
                batch, time, previousTimeOf(time), log.history().epoch(), 0, defaultPartitions, splits, retries);
    }

    private void run(Seal seal, long begin, boolean inDoubt) {
        Observers observers = world.observers();
        if (observers.areListening()) {
            observers.batchSubmitted(seal.batch(), seal.time(), desks.records());
        }
        observers.batchStarted(seal.batch(), seal.time());
        Timing timing;
        try {
            BatchInputs inputs = inputs(seal.batch(), seal.time(), seal.defaultPartitions(), desks.splits());
            EngineBatch batch = world.engine().begin(inputs);
            timing = new Timing(world.clock().instant(), begin, world.clock().nanoTime(), new ArrayList<>());
            new BatchRun(parts, batch, seal, inDoubt).run(timing);
            due.emptied(batch.emptied());
        } catch (MillraceException failure) {
            observers.batchFailed(seal.batch(), seal.time(), failure);
            throw failure;
        }
        Taken taken = desks.settle(log.history());
        observers.step(BatchStep.SOURCES_TOLD, seal.batch());
        BatchInfo info = info(seal.batch(), seal.time(), taken, timing, inDoubt);
        rateLimit.batchDone(new RateLimit.Batch(
                info.records(),
                info.processingTime().toNanos(),
                info.schedulingDelay().toNanos(),
                world.clock().nanoTime()));
        progress.done(info);
        status.done(info, seal);
        ended(seal.time(), !seal.sources().isEmpty());
        tidy();
        observers.batchCompleted(info);
    }

    private void tidy() {
        log.deleteGarbage();
        if (log.isCompactionDue()) {
            desks.forget(log.history(), status);
            log.compact();
        }
    }

    /**
     * When what happened.
     *
     * @param startedAt when its sources had given what it reads, which is {@code startedNanos} by the other clock
     */
    record Timing(Instant startedAt, long beginNanos, long startedNanos, List<OutputInfo> outputs) {
        Instant submittedAt() {
            return startedAt.minusNanos(startedNanos - beginNanos);
        }

        void ran(String output, long fromNanos, long untilNanos) {
            outputs.add(new OutputInfo(
                    output, Duration.ofNanos(fromNanos - startedNanos), Duration.ofNanos(untilNanos - fromNanos)));
        }
    }

    private BatchInfo info(long batch, Instant time, Taken taken, Timing timing, boolean inDoubt) {
        Duration processing = Duration.ofNanos(world.clock().nanoTime() - timing.beginNanos());
        Duration total = Duration.between(time, world.clock().instant());
        Duration scheduling = total.minus(processing);
        return new BatchInfo(
                batch,
                time,
                timing.submittedAt(),
                timing.startedAt(),
                taken.records(),
                taken.badRecords(),
                timing.outputs(),
                times.pending(),
                scheduling.isNegative() ? Duration.ZERO : scheduling,
                processing,
                inDoubt);
    }

    /** Ends it between two batches: a checkpoint then knows that nothing is unfinished. */
    public void finish() {
        if (orderly && log.isDurable() && world.accumulators().hasUnsaved()) {
            log.append(world.accumulators().toStore(Update.NOTHING));
            world.accumulators().commit(Update.NOTHING, true);
        }
        if (orderly
                && log.isDurable()
                && !log.history().lastOutputs().isEmpty()
                && log.history().inDoubt() == null) {
            log.append(new Published(log.history().lastDone()));
        }
    }

    /** Lets go of what would outlive a death that is only simulated: the engine's threads, and what sinks hold of this process. */
    public void abandon() {
        desks.abandonReceivers();
        world.engine().close();
        sinks.close();
    }

    /** Lets go of sources, engine, sinks and storage, whatever state they are in; may be called from another thread. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<AutoCloseable> closing = new ArrayList<>(desks.all());
        closing.add(world.engine());
        closing.add(sinks);
        if (world.storage() != null) {
            closing.add(world.storage());
        }
        for (AutoCloseable part : closing) {
            try {
                part.close();
            } catch (Exception e) {
                LOGGER.log(Level.WARNING, "could not close " + part, e);
            }
        }
    }
}
