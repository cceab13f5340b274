package dev.millrace.testkit;

import dev.millrace.StreamingContextBuilder;
import dev.millrace.log.SyncPolicy;
import java.time.Duration;
import java.util.function.Consumer;

/** Settings of {@link TestStreams}; each has a default. */
public final class TestStreamsBuilder {
    private final TestStreams.Program program;
    private Duration batchInterval = Duration.ofSeconds(1);
    private ManualClock clock = new ManualClock().skipping();
    private Faults faults = new Faults();
    private SyncPolicy syncPolicy = SyncPolicy.everyCommit();
    private long seed = 1;
    private Consumer<StreamingContextBuilder> custom = builder -> {};

    TestStreamsBuilder(TestStreams.Program program) {
        this.program = program;
    }

    /** The time between two batches: a second. */
    public TestStreamsBuilder batchInterval(Duration interval) {
        this.batchInterval = interval;
        return this;
    }

    /** The faults that sources and sinks were given, so that steps, disk, sources and sinks are counted as one. */
    public TestStreamsBuilder faults(Faults shared) {
        this.faults = shared;
        return this;
    }

    /** A clock of the test's own; it should be {@link ManualClock#skipping}, or a retry waits for ever. */
    public TestStreamsBuilder clock(ManualClock own) {
        this.clock = own;
        return this;
    }

    /** When the checkpoint is synced: each commit, by default. */
    public TestStreamsBuilder syncPolicy(SyncPolicy policy) {
        this.syncPolicy = policy;
        return this;
    }

    /** What decides which unsynced bytes a loss of power leaves. */
    public TestStreamsBuilder seed(long newSeed) {
        this.seed = newSeed;
        return this;
    }

    /** Changes other settings of the context; called at each start, last. */
    public TestStreamsBuilder settings(Consumer<StreamingContextBuilder> change) {
        this.custom = change;
        return this;
    }

    public TestStreams build() {
        return new TestStreams(this);
    }

    TestStreams.Program program() {
        return program;
    }

    Duration batchInterval() {
        return batchInterval;
    }

    ManualClock clock() {
        return clock;
    }

    Faults faults() {
        return faults;
    }

    SyncPolicy syncPolicy() {
        return syncPolicy;
    }

    long seed() {
        return seed;
    }

    void customize(StreamingContextBuilder builder) {
        custom.accept(builder);
    }
}
