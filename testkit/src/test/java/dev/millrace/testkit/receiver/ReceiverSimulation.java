package dev.millrace.testkit.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.ReceiverSettings;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.connector.Sink;
import dev.millrace.log.SyncPolicy;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.SimulatedCrash;
import dev.millrace.testkit.TestMarkerSink;
import dev.millrace.testkit.TestOutput;
import dev.millrace.testkit.TestStagedSink;
import dev.millrace.testkit.TestStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One seed: receivers store in all the ways there are, calls fail, the process dies, power is lost, at random. Whatever
 * happens, each sender's messages are in the output once at most and in their order, and those acknowledged are there.
 */
final class ReceiverSimulation {
    private static final int BATCHES_TO_FINISH_MAX = 300;

    private final Random random;
    private final Faults faults = new Faults();
    private final List<Sender> senders = new ArrayList<>();
    private final List<TestOutput<Message>> outputs = new ArrayList<>();
    private final TestStreams streams;
    private final boolean powerMayFail;
    private final List<String> story = new ArrayList<>();
    private final List<Supplier<Sink<Message>>> sinks = new ArrayList<>();
    private int deaths;
    private boolean diskFailed;

    /** What a test breaks to see that it is noticed. */
    enum Mutation {
        NONE,
        /** Nothing is logged, though the world treats it as if it were. */
        NO_BLOCK_LOG,
        /** Syncs do nothing, and power is lost all the same. */
        NO_SYNC
    }

    ReceiverSimulation(long seed, Mutation mutation) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        SyncPolicy policy = mutation == Mutation.NO_SYNC ? SyncPolicy.operatingSystem() : policy();
        this.powerMayFail = mutation == Mutation.NO_SYNC || policy instanceof SyncPolicy.EveryCommit;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            senders.add(new Sender("s" + i, random));
            addOutput(i);
        }
        ReceiverSettings settings = ReceiverSettings.defaults()
                .withBlockLog(mutation != Mutation.NO_BLOCK_LOG)
                .withMemoryBytesMax(random.nextInt(3) * 200L);
        int recordsPerBatchMax = 1 + random.nextInt(30);
        this.streams = TestStreams.builder(this::declare)
                .batchInterval(Duration.ofMillis(100))
                .faults(faults)
                .seed(seed)
                .syncPolicy(policy)
                .settings(builder -> configure(builder, settings, recordsPerBatchMax))
                .build();
        tell(count + " receivers, " + policy + ", at most " + recordsPerBatchMax + " records a batch");
    }

    private static void configure(StreamingContextBuilder builder, ReceiverSettings settings, int recordsPerBatchMax) {
        builder.receivers(settings).recordsPerBatchMax(recordsPerBatchMax);
    }

    private SyncPolicy policy() {
        return switch (random.nextInt(5)) {
            case 0 -> SyncPolicy.every(Duration.ofMillis(1 + random.nextInt(500)));
            case 1 -> SyncPolicy.operatingSystem();
            default -> SyncPolicy.everyCommit();
        };
    }

    private void addOutput(int number) {
        if (random.nextBoolean()) {
            TestStagedSink<Message> sink =
                    TestStagedSink.<Message>named("out-" + number).with(faults);
            outputs.add(sink);
            sinks.add(() -> sink);
        } else {
            TestMarkerSink<Message> sink =
                    TestMarkerSink.<Message>named("out-" + number).with(faults);
            outputs.add(sink);
            sinks.add(() -> sink);
        }
    }

    private void declare(StreamingContext context) {
        for (int i = 0; i < senders.size(); i++) {
            Sender sender = senders.get(i);
            DStream<Message> stream =
                    context.receiverStream(sender.newReceiver()).named(sender.name());
            stream.save(sinks.get(i).get());
        }
    }

    void run() {
        try (streams) {
            int events = 20 + random.nextInt(80);
            for (int i = 0; i < events; i++) {
                happen();
                check();
            }
            finish();
        } catch (AssertionError | RuntimeException | SimulatedCrash e) {
            throw new AssertionError(e.getMessage() + "\nwhat had happened:\n  " + String.join("\n  ", story), e);
        }
    }

    int deaths() {
        return deaths;
    }

    private void happen() {
        int kind = random.nextInt(100);
        if (kind < 40 && streams.isRunning()) {
            Sender sender = senders.get(random.nextInt(senders.size()));
            attempt(sender.name() + " sends", sender::send);
        } else if (kind < 55) {
            disturb();
        } else if (kind < 59) {
            die();
        } else if (kind < 61 && streams.isRunning()) {
            attempt("stop", streams::stop);
        } else if (kind < 64 && streams.isRunning()) {
            senders.get(random.nextInt(senders.size())).trouble();
        } else {
            streams.advance(Duration.ofMillis(random.nextInt(250)));
            attempt("batch", streams::runBatchNow);
        }
    }

    private void disturb() {
        noteDiskFailure();
        int soon = 1 + random.nextInt(1 + random.nextInt(30));
        if (random.nextInt(6) == 0) {
            if (random.nextBoolean()) {
                streams.disk().crashAtWrite(streams.disk().writes() + soon);
            } else {
                streams.disk().crashAtSync(streams.disk().syncs() + 1 + soon / 4);
            }
            tell("the disk stops soon");
        } else {
            List<Faults.Effect> effects = List.of(Faults.Effect.values());
            Faults.Effect effect = effects.get(random.nextInt(effects.size()));
            faults.at(soon, effect);
            tell(effect + " in " + soon + " calls");
        }
    }

    private void attempt(String what, Runnable action) {
        try {
            action.run();
            tell(what);
        } catch (SimulatedCrash e) {
            tell(what + ": " + e.getMessage());
            die();
        } catch (MillraceException e) {
            tell(what + " failed: " + e.getMessage());
            noteDiskFailure();
            if (faults.isCrashed() || streams.disk().isDown()) {
                die();
            } else if (e.getMessage() != null && e.getMessage().contains("its receiver is stopped")) {
                tell("it is being started again");
            } else if (faults.struck() == null && !diskFailed) {
                throw e;
            } else {
                // The context has ended, or will with its next batch: the log takes nothing more.
                die();
            }
        }
    }

    private void noteDiskFailure() {
        String struck = faults.struck();
        diskFailed |= struck != null && struck.contains(streams.disk().path());
    }

    private void die() {
        deaths++;
        diskFailed = false;
        boolean power = powerMayFail && random.nextBoolean();
        tell(power ? "power is lost" : "the process dies");
        if (power) {
            streams.losePower();
        } else {
            streams.kill();
        }
        faults.clear();
        streams.disk().crashAtWrite(-1);
        streams.disk().crashAtSync(-1);
    }

    /** What is visible was sent, comes once, and in order. */
    private void check() {
        for (int i = 0; i < senders.size(); i++) {
            String name = senders.get(i).name();
            long before = -1;
            for (Message message : outputs.get(i).records()) {
                long last = before;
                assertEquals(name, message.sender());
                assertTrue(message.number() > last, () -> message + " follows number " + last + " in the output");
                before = message.number();
            }
        }
    }

    /** Nothing goes wrong any more: all that was acknowledged is there. */
    private void finish() {
        die();
        tell("from now on nothing goes wrong");
        int idle = 0;
        for (int i = 0; idle < 2 && i < BATCHES_TO_FINISH_MAX; i++) {
            idle = streams.runBatch() ? 0 : idle + 1;
        }
        check();
        for (int i = 0; i < senders.size(); i++) {
            List<Long> missing = new ArrayList<>(senders.get(i).acknowledged());
            outputs.get(i).records().forEach(message -> missing.remove(message.number()));
            assertEquals(List.of(), missing, "acknowledged to " + senders.get(i).name() + " and lost");
        }
    }

    private void tell(String what) {
        story.add(what);
    }
}
