package dev.millrace.batch;

import dev.millrace.LateBatches;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.AccumulatorTotals.Update;
import dev.millrace.batch.BatchRecord.Published;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.Totals;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.batch.SourceDesks.Taken;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Position;
import dev.millrace.connector.Reading;
import dev.millrace.connector.Split;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.SourceInput;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.Recovery;
import dev.millrace.storage.CheckpointStorage;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

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
    private @Nullable OpenGroup group;

    /** What the end of the last group took, as a share of each of its batches. */
    private long groupEndNanosOfABatch;

    private boolean news;
    private boolean orderly = true;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable AutoCloseable closing;

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
        Grouping.check(settings, program, world.engine(), log.history().inDoubt());
        Map<String, ByteBuffer> totals = new HashMap<>(log.history().totals());
        List<String> forgotten = AccumulatorTotals.forgotten(totals, settings.dropped());
        totals.keySet().removeAll(forgotten);
        world.accumulators().restore(totals);
        parts = makeParts(sinks.open(program));
        ForgottenMarks.refuse(
                parts.program(), log.history().inDoubt(), world.clock().instant(), retries);
        boolean fresh = log.history().registry() == null;
        desks.open(program, settings, world);
        status.reads(desks.all());
        List<String> stateObjects = log.stateObjects();
        Startup startup = new Startup(program, settings, log, desks.all());
        RegistryCheck check = startup.run();
        deleteDropped();
        openRemembered();
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
        List<Seal> inDoubt = log.history().inDoubt();
        status.opened(
                new Recovery(
                        fresh,
                        log.history().epoch(),
                        world.storage() == null ? 0 : log.history().lastDone(),
                        inDoubt.isEmpty() ? 0 : inDoubt.get(0).batch(),
                        inDoubt.isEmpty() ? 0 : inDoubt.get(inDoubt.size() - 1).batch(),
                        0,
                        check.added(),
                        check.removed()),
                log.history());
    }

    /** What lay in the block logs of sources that are dropped. */
    private void deleteDropped() {
        CheckpointStorage storage = world.storage();
        if (storage != null) {
            settings.dropped().forEach(storage::deleteBlockLog);
        }
    }

    private void openRemembered() {
        CheckpointStorage storage = world.storage();
        if (program.remembered() != null) {
            program.remembered().open(program, storage, world.receivers().serdes(), log.history());
        } else if (storage != null) {
            RememberedObjects.deleteAll(storage);
        }
    }

    /** Publishes what may not be visible yet, takes up the state, and runs what is in doubt again. */
    public void recover() {
        Restart restart = new Restart(parts);
        Recovery recovery = status.published(restart.publish());
        if (log.isDurable()) {
            LOGGER.log(Level.INFO, "''{0}'' {1}", settings.appName(), recovery);
        }
        restart.takeUpState(world.engine());
        world.observers().streamingStarted(recovery);
        runAgain(List.copyOf(log.history().inDoubt()));
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
            world.observers().step(BatchStep.TICKED, nextBatch());
            run(seal(time), begin, false);
        } else if (!receiversOnly) {
            runIdle(time, begin);
        }
        if (group != null && group.isOver(world.clock().nanoTime(), settings)) {
            endGroup();
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
        long batch = nextBatch();
        progress.begins("reading its sources", batch, world.clock().nanoTime());
        List<? extends Reading<?, ?>> readings = world.engine().read(batch, splits);
        progress.ends();
        return readings;
    }

    private Seal seal(Instant time) {
        BatchHistory history = log.history();
        return new Seal(
                nextBatch(),
                time,
                history.epoch(),
                Long.MIN_VALUE,
                world.engine().parallelism(),
                fingerprint,
                settings.groupUpTo().isZero() ? 0 : history.lastDone() + 1,
                desks.sealed(this::lastSealed));
    }

    private long nextBatch() {
        return group == null ? log.history().lastDone() + 1 : group.last().batch() + 1;
    }

    private @Nullable Position lastSealed(String source, String logName) {
        Position inGroup = group == null ? null : group.position(source, logName);
        return inGroup == null ? log.history().sealedPosition(source, logName) : inGroup;
    }

    private void runIdle(Instant time, long begin) {
        if (program.runsIdle()) {
            BatchInputs inputs = inputs(nextBatch(), time, world.engine().parallelism(), noSplits);
            try {
                new BatchRun(parts, world.engine().begin(inputs), null, false, group).run(null);
            } catch (MillraceException failure) {
                if (group != null) {
                    group.engineGroup().abort();
                    tellOfFailed(group, failure);
                }
                throw failure;
            }
        }
        progress.idle(time);
        ended(time, false);
        if (world.observers().areListening()) {
            Timing timing = new Timing(world.clock().instant(), begin, begin, List.of());
            world.observers().batchCompleted(info(nextBatch(), time, Taken.NOTHING, timing, false));
        }
    }

    /** What was sealed and isn't done: one batch, or those of a group, which ends with them. */
    private void runAgain(List<Seal> inDoubt) {
        orderly = false;
        for (Seal seal : inDoubt) {
            desks.replay(seal.sources());
            run(seal, world.clock().nanoTime(), true);
        }
        endGroup();
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
        if (seal.isGrouped() && group == null) {
            group = new OpenGroup(world.engine().beginGroup(seal.batch()), begin);
        }
        OpenGroup with = group;
        Timing timing;
        try {
            if (with != null) {
                with.begin(seal, inDoubt);
            }
            BatchInputs inputs = inputs(seal.batch(), seal.time(), seal.defaultPartitions(), desks.splits());
            EngineBatch batch = world.engine().begin(inputs);
            timing = new Timing(world.clock().instant(), begin, world.clock().nanoTime(), new ArrayList<>());
            new BatchRun(parts, batch, seal, inDoubt, with).run(timing);
            due.left(batch.keysByOperator());
        } catch (MillraceException failure) {
            if (with == null) {
                observers.batchFailed(seal.batch(), seal.time(), failure);
            } else {
                with.engineGroup().abort();
                tellOfFailed(with, failure);
            }
            throw failure;
        }
        Taken taken = desks.settle();
        if (with == null) {
            tellSources(List.of(seal));
        }
        BatchInfo info = info(seal.batch(), seal.time(), taken, timing, inDoubt);
        rateLimit.batchDone(new RateLimit.Batch(
                info.records(),
                info.processingTime().toNanos() + groupEndNanosOfABatch,
                info.schedulingDelay().toNanos(),
                world.clock().nanoTime()));
        ended(seal.time(), !seal.sources().isEmpty());
        if (with == null) {
            done(List.of(info), List.of(seal));
        } else {
            with.ran(info);
        }
    }

    private void tellSources(List<Seal> seals) {
        desks.tell(seals, log.history());
        world.observers()
                .step(BatchStep.SOURCES_TOLD, seals.get(seals.size() - 1).batch());
    }

    private void done(List<BatchInfo> infos, List<Seal> seals) {
        for (int i = 0; i < infos.size(); i++) {
            progress.done(infos.get(i));
            status.done(infos.get(i), seals.get(i));
        }
        tidy();
        infos.forEach(world.observers()::batchCompleted);
    }

    /** Does the batches of the group under way, if there is one. */
    private void endGroup() {
        OpenGroup ending = group;
        if (ending == null) {
            return;
        }
        long begin = world.clock().nanoTime();
        try {
            new GroupCommit(parts, ending).run();
        } catch (MillraceException failure) {
            tellOfFailed(ending, failure);
            throw failure;
        }
        group = null;
        tellSources(ending.seals());
        groupEndNanosOfABatch =
                (world.clock().nanoTime() - begin) / ending.seals().size();
        done(ending.ran(), ending.seals());
    }

    private void tellOfFailed(OpenGroup failed, MillraceException failure) {
        failed.seals().forEach(seal -> world.observers().batchFailed(seal.batch(), seal.time(), failure));
    }

    private void tidy() {
        log.deleteGarbage();
        if (log.isCompactionDue()) {
            desks.forget(log.history(), status);
            log.compact();
        }
    }

    private BatchInfo info(long batch, Instant time, Taken taken, Timing timing, boolean inDoubt) {
        return timing.ended(batch, time, taken, times.pending(), inDoubt, world.clock());
    }

    /** Ends it between two batches: a checkpoint then knows that nothing is unfinished. */
    public void finish() {
        if (orderly) {
            orderly = false;
            endGroup();
            orderly = true;
        }
        if (orderly && log.isDurable() && world.accumulators().hasUnsaved()) {
            log.append(world.accumulators().toStore(Update.NOTHING));
            world.accumulators().commit(Update.NOTHING, true);
        }
        if (orderly
                && log.isDurable()
                && !log.history().lastOutputs().isEmpty()
                && log.history().inDoubt().isEmpty()) {
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
        List<AutoCloseable> closeables = new ArrayList<>(desks.all());
        closeables.add(world.engine());
        closeables.add(sinks);
        if (world.storage() != null) {
            closeables.add(world.storage());
        }
        for (AutoCloseable part : closeables) {
            closing = part;
            try {
                part.close();
            } catch (Exception e) {
                LOGGER.log(Level.WARNING, "could not close " + part, e);
            }
        }
        closing = null;
    }

    /** What is being closed at this moment; null where nothing is. Any thread may ask. */
    public @Nullable AutoCloseable closing() {
        return closing;
    }
}
