package dev.millrace.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.connector.Clock;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.log.SyncPolicy;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.ManualClock;
import dev.millrace.testkit.SimulatedCrash;
import dev.millrace.testkit.TestStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One seed: a random program runs in a world where records arrive, calls fail, the process dies and the clock goes wrong,
 * all at random. After every event that leaves the program running, everything outside is compared with what it means.
 */
final class Simulation {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int BATCHES_TO_FINISH_MAX = 200;

    private final Random random;
    private final Mutation mutation;
    private final Faults faults = new Faults();
    private final ManualClock clock = new ManualClock().skipping();
    private final RandomProgram program;
    private final SimulatedWorld world;
    private final Observation observation;
    private final Audit audit;
    private final TestStreams streams;
    private final boolean powerMayFail;
    private final int keyGroups;
    private final int recordsPerBatchMax;
    private final boolean grouped;
    private final List<String> story = new ArrayList<>();
    private int deaths;
    private boolean diskFailed;

    /** {@code grouped}: whether batches are done in groups, in most lives of the program, of a time that the seed decides. */
    Simulation(long seed, Mutation mutation, boolean grouped) {
        // Neighbouring seeds would begin alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.mutation = mutation;
        this.program = new RandomProgram(random);
        this.world = new SimulatedWorld(random, faults, mutation, program);
        this.observation = new Observation(world, grouped);
        this.audit = new Audit(world, program, observation);
        boolean lazy = mutation == Mutation.SYNCS_DO_NOTHING;
        SyncPolicy policy = lazy ? SyncPolicy.operatingSystem() : policy();
        this.powerMayFail = lazy || policy instanceof SyncPolicy.EveryCommit;
        this.keyGroups = List.of(1, 4, 128).get(random.nextInt(3));
        this.recordsPerBatchMax = 1 + random.nextInt(40);
        this.grouped = grouped;
        this.streams = TestStreams.builder(this::declare)
                .batchInterval(INTERVAL)
                .clock(clock)
                .faults(faults)
                .seed(seed)
                .syncPolicy(policy)
                .settings(this::configure)
                .build();
        tell("program " + program + ", " + policy);
    }

    private SyncPolicy policy() {
        return switch (random.nextInt(5)) {
            case 0 -> SyncPolicy.every(Duration.ofMillis(1 + random.nextInt(500)));
            case 1 -> SyncPolicy.operatingSystem();
            default -> SyncPolicy.everyCommit();
        };
    }

    private void declare(StreamingContext context) {
        context.addStreamingListener(observation);
        world.declare(context);
    }

    private void configure(StreamingContextBuilder builder) {
        int threads = 1 + random.nextInt(4);
        boolean groups = grouped && random.nextInt(5) > 0;
        Duration upTo = groups ? Duration.ofMillis(150 + random.nextInt(1_500)) : Duration.ZERO;
        tell("a start, with groups of " + upTo);
        builder.master("local[" + threads + "]")
                .keyGroups(keyGroups)
                .recordsPerBatchMax(recordsPerBatchMax)
                .groupBatches(upTo);
        if (mutation == Mutation.STATE_IS_NOT_RESTORED) {
            Clock time = clock;
            builder.engine(storage -> MutatedParts.forgettingState(EmbeddedEngine.create("simulation", threads, time)));
        }
    }

    /** Runs the seed; fails with the story of what happened. */
    void run() {
        try (streams) {
            int events = 10 + random.nextInt(60);
            for (int i = 0; i < events; i++) {
                happen();
                checkIfRunning();
            }
            finish();
        } catch (AssertionError | RuntimeException | SimulatedCrash e) {
            throw new AssertionError(e.getMessage() + "\nwhat had happened:\n  " + String.join("\n  ", story), e);
        }
    }

    /** How often the process died. */
    int deaths() {
        return deaths;
    }

    private void happen() {
        int kind = random.nextInt(100);
        if (kind < 30) {
            world.arrive();
        } else if (kind < 50) {
            disturb();
        } else if (kind < 54) {
            setClock();
        } else if (kind < 57) {
            die();
        } else if (kind < 59 && streams.isRunning()) {
            attempt("stop", streams::stop);
        } else {
            streams.advance(Duration.ofMillis(random.nextInt(250)));
            attempt("batch", streams::runBatchNow);
        }
    }

    /** Something will go wrong soon. */
    private void disturb() {
        noteDiskFailure();
        int soon = 1 + random.nextInt(1 + random.nextInt(50));
        if (random.nextInt(6) == 0) {
            if (random.nextBoolean()) {
                streams.disk().crashAtWrite(streams.disk().writes() + soon);
            } else {
                streams.disk().crashAtSync(streams.disk().syncs() + 1 + soon / 4);
            }
            tell("the disk stops soon");
        } else {
            Faults.Effect effect = RandomProgram.pick(random, Faults.Effect.values());
            faults.at(soon, effect);
            tell(effect + " in " + soon + " calls");
        }
    }

    private void setClock() {
        Duration change = Duration.ofMillis(random.nextInt(20_000) - 15_000L);
        tell("the clock is set by " + change);
        clock.setInstant(clock.instant().plus(change));
    }

    private void attempt(String what, Runnable action) {
        try {
            action.run();
            tell(what + ", then " + observation.lastDone() + " batches are done");
        } catch (SimulatedCrash e) {
            tell(what + ": " + e.getMessage());
            die();
        } catch (MillraceException e) {
            tell(what + " failed: " + e.getMessage());
            if (isDown()) {
                die();
            } else if (isToBlame(e)) {
                failed();
            } else {
                throw e;
            }
        }
    }

    /** Whether a failure of the outside is the cause, and is called so. */
    private boolean isToBlame(MillraceException e) {
        noteDiskFailure();
        boolean external = e.kind() == MillraceException.Kind.EXTERNAL_SYSTEM;
        // A directory that can't be written when it is opened was chosen badly.
        boolean atOpen = diskFailed && e.kind() == MillraceException.Kind.CONFIGURATION;
        return (faults.struck() != null || diskFailed) && (external || atOpen);
    }

    /** What could not be written is noticed by a later batch, perhaps. */
    private void noteDiskFailure() {
        String struck = faults.struck();
        diskFailed |= struck != null && struck.contains(streams.disk().path());
    }

    private boolean isDown() {
        return faults.isCrashed() || streams.disk().isDown();
    }

    private void die() {
        deaths++;
        diskFailed = false;
        observation.died();
        boolean power = powerMayFail && random.nextBoolean();
        tell(power ? "power is lost" : "the process dies");
        if (power) {
            streams.losePower();
        } else {
            streams.kill();
        }
        faults.clear();
    }

    /** A context that failed has let go of everything: the next one may start in the same process. */
    private void failed() {
        diskFailed = false;
        observation.died();
        faults.clear();
    }

    private void checkIfRunning() {
        if (streams.isRunning()) {
            audit.check();
        } else {
            assertEquals(List.of(), observation.complaints());
        }
    }

    /** Nothing goes wrong any more: all that ever arrived is read and is where it belongs. */
    private void finish() {
        noteDiskFailure();
        if (diskFailed) {
            // A log that could not be written has to be opened again.
            die();
        }
        faults.clear();
        streams.disk().crashAtWrite(-1);
        streams.disk().crashAtSync(-1);
        tell("from now on nothing goes wrong");
        for (int i = 0; i == 0 || (audit.unread() > 0 && i < BATCHES_TO_FINISH_MAX); i++) {
            streams.runBatch();
            audit.check();
        }
        assertTrue(audit.unread() == 0, () -> audit.unread() + " events were never read");
        assertTrue(observation.hasBegun());
        streams.stop();
        streams.runBatch();
        audit.check();
    }

    private void tell(String what) {
        story.add(what);
    }
}
