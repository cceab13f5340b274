package dev.millrace.testkit;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.BatchSteps;
import dev.millrace.log.LogEnvironment;
import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.StreamingStatus;
import dev.millrace.storage.LocalCheckpointStorage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Drives a whole program by hand, on the caller's thread: run a batch, look at its outputs, kill the process at any step,
 * start it again on what it left behind. The checkpoint lies on a disk in memory, time is a {@link ManualClock}, nothing
 * ever waits. One thread.
 *
 * <p>The program is a function of a context, as it is called anew at each start. What is to outlive the program, its test
 * sources and sinks, is made outside of the function.
 */
public final class TestStreams implements AutoCloseable {
    private final TestStreamsBuilder settings;
    private final ManualClock clock;
    private final Faults faults;
    private final SimulatedDisk disk;
    private final Story story = new Story();
    private @Nullable Life life;
    private @Nullable BatchStep diesAt;
    private @Nullable Instant lastTold;

    /** One process: what a start made, and what goes with its death. */
    private record Life(StreamingContext context, BatchDriver driver, SimulatedTime logTime) {}

    TestStreams(TestStreamsBuilder settings) {
        this.settings = settings;
        this.clock = settings.clock();
        this.faults = settings.faults();
        this.disk = new SimulatedDisk(settings.seed());
    }

    /** With batches of a second, two partitions, and a checkpoint. */
    public static TestStreams of(Program program) {
        return builder(program).build();
    }

    public static TestStreamsBuilder builder(Program program) {
        return new TestStreamsBuilder(program);
    }

    /** Declares streams and outputs; run at each start. */
    @FunctionalInterface
    public interface Program {
        void declare(StreamingContext context) throws Exception;
    }

    /** Lets one interval pass and runs a batch, after a start if the program isn't running; whether it had records. */
    public boolean runBatch() {
        advance(settings.batchInterval());
        return runBatchNow();
    }

    /** Runs so many batches, an interval apart. */
    public void runBatches(int batches) {
        for (int i = 0; i < batches; i++) {
            runBatch();
        }
    }

    /** Lets so much time pass and runs the batches that are due in it. */
    public void runFor(Duration duration) {
        Duration interval = settings.batchInterval();
        if (duration.isNegative() || duration.toNanos() % interval.toNanos() != 0) {
            throw new IllegalArgumentException("runFor(" + duration + "): not a multiple of the interval, " + interval);
        }
        runBatches(Math.toIntExact(duration.dividedBy(interval)));
    }

    /** Runs a batch without any time passing; its batch time is later than the last one's all the same. */
    public boolean runBatchNow() {
        Life running = running();
        try {
            boolean hadRecords = running.driver().runBatch();
            tellOfBatch(running);
            running.logTime().runDue();
            if (faults.isCrashed() || disk.isDown()) {
                // Work beside the batch met the end of the process, and the batch didn't notice.
                throw new SimulatedCrash("the end of a batch");
            }
            return hadRecords;
        } catch (Throwable t) {
            story.tell(clock.instant(), "ended by " + t);
            bury();
            throw t;
        }
    }

    /** Batches that found nothing to do are left out. */
    private void tellOfBatch(Life running) {
        BatchInfo last = running.context().status().lastBatch();
        if (last != null && !last.time().equals(lastTold)) {
            story.ran(last);
            lastTold = last.time();
        }
    }

    /** Runs batches until one finds no records. */
    public void runUntilIdle() {
        boolean hadRecords = true;
        while (hadRecords) {
            hadRecords = runBatch();
        }
    }

    /**
     * Runs a batch, in which the process dies at this step. What it did before has had its effect, nothing after.
     *
     * @throws AssertionError if the batch doesn't come to this step
     */
    public void killAt(BatchStep step) {
        running();
        diesAt = step;
        try {
            runBatch();
            throw new AssertionError("the batch ended without coming to " + step);
        } catch (SimulatedCrash expected) {
            disk.killProcess();
        } finally {
            diesAt = null;
        }
    }

    /** The process dies now, between two batches; what it wrote stays. */
    public void kill() {
        faults.crash();
        story.tell(clock.instant(), "the process was killed between two batches");
        bury();
        disk.killProcess();
    }

    /** The machine loses its power now: in part, what was written and not synced is gone. */
    public void losePower() {
        faults.crash();
        story.tell(clock.instant(), "the machine lost its power");
        bury();
        disk.crash();
    }

    /** Starts the program again, with what was kept. Running a batch does so too. */
    public void restart() {
        if (life != null) {
            stop();
        }
        running();
    }

    /** Stops it gracefully, if it runs. */
    public void stop() {
        Life running = life;
        if (running != null) {
            life = null;
            running.driver().stop();
            disk.killProcess();
        }
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        clock.advance(duration);
        if (life != null) {
            life.logTime().advance(duration);
        }
    }

    public ManualClock clock() {
        return clock;
    }

    /** What goes wrong in the steps of the batches, on the disk, and in sources and sinks that were given the same faults. */
    public Faults faults() {
        return faults;
    }

    /** Where the checkpoint lies. */
    public SimulatedDisk disk() {
        return disk;
    }

    public boolean isRunning() {
        return life != null;
    }

    /** What the running program did; starts it if it doesn't run. */
    public StreamingStatus status() {
        return running().context().status();
    }

    /** What happened so far, the last of it: starts, batches that had something to do, deaths; a line each. */
    public String story() {
        return story.toString();
    }

    /** Ends it without a trace. */
    @Override
    public void close() {
        if (life != null) {
            kill();
        }
    }

    private Life running() {
        Life running = life;
        if (running == null) {
            faults.revive();
            running = start();
            life = running;
            story.tell(clock.instant(), running.context().status().recovery().toString());
            tellOfBatch(running);
        }
        return running;
    }

    private Life start() {
        SimulatedTime logTime = new SimulatedTime(clock.instant());
        FaultyDisk reached = new FaultyDisk(disk, faults, disk::isDown);
        StreamingContextBuilder builder = StreamingContext.builder()
                .appName("test")
                .batchInterval(settings.batchInterval())
                .master("local[2]")
                .clock(clock)
                .batchSteps(new Steps())
                .snapshotExecutor(Runnable::run)
                .receiverExecutor(Runnable::run)
                .checkpointStorage(() ->
                        LocalCheckpointStorage.open(reached, settings.syncPolicy(), LogEnvironment.of(clock, logTime)));
        try {
            settings.customize(builder);
            StreamingContext context = builder.build();
            settings.program().declare(context);
            BatchDriver driver = context.startByHand();
            return new Life(context, driver, logTime);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new MillraceException(MillraceException.Kind.USER_CODE, "declaring the program threw " + e, e);
        }
    }

    /** The process is dead; what of it still holds threads lets go. */
    private void bury() {
        if (life != null) {
            life.driver().abandon();
            life = null;
        }
    }

    /** Counts each step as a place where the process may die. */
    private final class Steps implements BatchSteps {
        @Override
        public void reached(BatchStep step, long batch) {
            if (step == diesAt) {
                faults.crash();
                throw new SimulatedCrash(step + " of batch " + batch);
            }
            faults.reach(step + " of batch " + batch);
        }
    }
}
