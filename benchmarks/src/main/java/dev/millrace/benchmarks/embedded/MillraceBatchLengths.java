package dev.millrace.benchmarks.embedded;

import dev.millrace.BatchDriver;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.log.SyncPolicy;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Rows 21 and 11: a pass is the records of a second, in one batch or in many, which run one after the other without waiting for
 * their time; with a checkpoint or without one.
 */
public final class MillraceBatchLengths implements Contestant {
    private static final int RECORDS_IN_MEMORY_MAX = 4_000_000;
    private static final Duration PASS = Duration.ofSeconds(1);

    private final Batch<Long> records;
    private final MillraceProgram<Long> program;
    private final Duration interval;
    private final Order order;

    private MillraceBatchLengths(Batch<Long> records, MillraceProgram<Long> program, Duration interval, Order order) {
        this.records = records;
        this.program = program;
        this.interval = interval;
        this.order = order;
    }

    public static Contestant of(Order order) {
        int inMemory = Math.min(order.size(), RECORDS_IN_MEMORY_MAX);
        Duration interval = order.side() == Side.SHORT_BATCHES || order.program() == Program.COMMITS_1_MS
                ? Duration.ofMillis(1)
                : PASS;
        return switch (order.program()) {
            case BATCHED_LONGS ->
                new MillraceBatchLengths(Inputs.longs(inMemory), MillracePrograms::longs, interval, order);
            case BATCHED_COUNTS ->
                new MillraceBatchLengths(
                        Inputs.keys(inMemory, Program.COUNT_10.distinctKeys()),
                        MillracePrograms::countOfParts,
                        interval,
                        order);
            case COMMITS_10_MS, COMMITS_1_MS ->
                new MillraceBatchLengths(
                        Inputs.keys(inMemory, order.program().distinctKeys()),
                        MillracePrograms::runningCounts,
                        order.program() == Program.COMMITS_10_MS ? Duration.ofMillis(10) : interval,
                        order);
            default -> throw new IllegalArgumentException("nobody measures batches' lengths with " + order.program());
        };
    }

    @Override
    public ForkResult compete(Effort effort) {
        int batches = (int) PASS.dividedBy(interval);
        int perPart = order.size() / batches / Batch.PARTS;
        Passes passes = new Passes(order.size(), effort);
        SteppedClock clock = new SteppedClock();
        PassOfBatches pass = new PassOfBatches(batches, passes);
        StreamingContextBuilder builder = StreamingContext.builder();
        if (order.side() == Side.SYNCED || order.side() == Side.BUFFERED) {
            builder.checkpointDirectory(order.data().resolve("checkpoint"))
                    .syncPolicy(order.side() == Side.SYNCED ? SyncPolicy.everyCommit() : SyncPolicy.operatingSystem());
        }
        try (StreamingContext context = builder.appName("batch lengths")
                .master("local[" + Batch.PARTS + "]")
                .batchInterval(interval)
                .recordsFirstBatchMax(Long.MAX_VALUE)
                .clock(clock)
                .build()) {
            program.define(context.sourceStream(new SliceSource<>(records, perPart)), pass);
            BatchDriver driver = context.startByHand();
            pass.begin();
            while (pass.isWanted()) {
                clock.advance(interval);
                driver.runBatch();
            }
        }
        return passes.result();
    }

    /** Adds up the batches of a pass. */
    private static final class PassOfBatches implements Consumer<Digest> {
        private final int batches;
        private final Passes passes;
        private Digest all = new Digest();
        private int done;
        private boolean wanted = true;
        private long lastEnd;

        PassOfBatches(int batches, Passes passes) {
            this.batches = batches;
            this.passes = passes;
        }

        void begin() {
            lastEnd = System.nanoTime();
        }

        boolean isWanted() {
            return wanted;
        }

        @Override
        public void accept(Digest batch) {
            all.merge(batch);
            if (++done == batches) {
                long end = System.nanoTime();
                wanted = passes.completed(end - lastEnd, all);
                lastEnd = end;
                all = new Digest();
                done = 0;
            }
        }
    }
}
