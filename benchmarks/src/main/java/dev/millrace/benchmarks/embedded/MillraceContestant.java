package dev.millrace.benchmarks.embedded;

import dev.millrace.DStream;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.DigestSerde;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.input.Recipe;
import dev.millrace.benchmarks.program.OtherSteps;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in a context of its own, batch after batch: every interval is overrun. A pass lasts from the end of one
 * batch's output to the end of the next one's, so all that is done between two outputs is in it.
 */
public final class MillraceContestant<T> implements Contestant {
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private final Batch<T> batch;
    private final MillraceProgram<T> program;
    private final @Nullable Order onSpark;
    private final int workers;

    private MillraceContestant(Batch<T> batch, MillraceProgram<T> program) {
        this(batch, program, null, Batch.PARTS);
    }

    private MillraceContestant(Batch<T> batch, MillraceProgram<T> program, @Nullable Order onSpark, int workers) {
        this.batch = batch;
        this.program = program;
        this.onSpark = onSpark;
        this.workers = workers;
    }

    /** The same programs with so many workers; the batch has as many partitions whoever works on them. */
    public static Contestant withWorkers(int workers, Order order) {
        Program program = order.program();
        int size = order.size();
        return switch (program) {
            case LONGS -> new MillraceContestant<>(Inputs.longs(size), MillracePrograms::longs, null, workers);
            case COUNT_10K, COUNT_1M ->
                new MillraceContestant<>(Inputs.keysOf(program, size), MillracePrograms::count, null, workers);
            case WORD_COUNT -> new MillraceContestant<>(Inputs.lines(size), MillracePrograms::wordCount, null, workers);
            default -> throw new IllegalArgumentException("nobody measures workers with " + program);
        };
    }

    /** The same programs on Spark: inside of this process, or on executors of their own; as the peer runs. */
    public static Contestant onSpark(Order order) {
        return switch (order.program()) {
            case WORD_COUNT, TINY_WORD_COUNT -> onSpark(order, MillracePrograms::wordCount);
            case COUNT_10K -> onSpark(order, MillracePrograms::count);
            default -> throw new IllegalArgumentException("nobody measures " + order.program() + " on Spark");
        };
    }

    private static <T> Contestant onSpark(Order order, MillraceProgram<T> program) {
        Batch<T> batch = Recipe.of(order.program(), order.size()).<T>batches().get(0);
        return new MillraceContestant<>(batch, program, order, Batch.PARTS);
    }

    public static Contestant of(Program program, int size) {
        return switch (program) {
            case LONGS -> new MillraceContestant<>(Inputs.longs(size), MillracePrograms::longs);
            case LONGS_SUM -> new MillraceContestant<>(Inputs.longs(size), MillracePrograms::sumOfLongs);
            case LONGS_AFTER_8 -> afterOthers(Inputs.longs(size), MillracePrograms::longs);
            case READINGS -> new MillraceContestant<>(Inputs.readings(size), MillracePrograms::readings);
            case READINGS_AFTER_8 -> afterOthers(Inputs.readings(size), MillracePrograms::readings);
            case COUNT_10, COUNT_10K, COUNT_1M, COUNT_10M, COUNT_UNIFORM, COUNT_ZIPF, COUNT_HOT ->
                new MillraceContestant<>(Inputs.keysOf(program, size), MillracePrograms::count);
            case AD_VIEWS -> new MillraceContestant<>(Inputs.adEvents(size), MillracePrograms::adViews);
            case JOIN_TABLE -> new MillraceContestant<>(Inputs.keysOfTable(size), MillracePrograms::joinTable);
            case WORD_COUNT -> new MillraceContestant<>(Inputs.lines(size), MillracePrograms::wordCount);
            case GREP -> new MillraceContestant<>(Inputs.lines(size), MillracePrograms::grep);
            case GREP_COUNT -> new MillraceContestant<>(Inputs.lines(size), MillracePrograms::grepCount);
            case TOP_WORDS -> new MillraceContestant<>(Inputs.lines(size), MillracePrograms::topWords);
            default -> throw new IllegalArgumentException("nobody wrote " + program + " for Millrace");
        };
    }

    private static <T> Contestant afterOthers(Batch<T> batch, MillraceProgram<T> program) {
        Contestant measured = new MillraceContestant<>(batch, program);
        Batch<Long> othersBatch = Inputs.longs(batch.records() / Effort.OTHERS_SHARE);
        return effort -> {
            for (OtherSteps other : OtherSteps.ALL) {
                new MillraceContestant<>(othersBatch, MillracePrograms.other(other)).compete(effort.forOthers());
            }
            return measured.compete(effort);
        };
    }

    @Override
    public ForkResult compete(Effort effort) throws InterruptedException {
        Passes passes = new Passes(batch.records(), effort);
        try (StreamingContext context = StreamingContext.builder()
                .appName("benchmark")
                .master(onSpark == null ? "local[" + workers + "]" : SparkMaster.of(onSpark.side()))
                .batchInterval(INTERVAL)
                .registerSerde(Digest.class, new DigestSerde())
                .recordsFirstBatchMax(Long.MAX_VALUE)
                .build()) {
            Ending ending = new Ending();
            program.define(input(context), results(passes, ending));
            context.start();
            return ending.await(context);
        }
    }

    private DStream<T> input(StreamingContext context) {
        if (onSpark != null) {
            return context.sourceStream(MemorySource.first(Recipe.of(onSpark.program(), onSpark.size())));
        }
        RDD<T> records = context.parallelize(
                batch.parts().stream().flatMap(Arrays::stream).toList(), Batch.PARTS);
        Queue<RDD<T>> empty = new ConcurrentLinkedQueue<>();
        return context.queueStream(empty, true, records);
    }

    /** Called by the thread of the batch loop. What it throws ends the context. */
    private static Consumer<Digest> results(Passes passes, Ending ending) {
        return new Consumer<>() {
            private long lastEnd = System.nanoTime();

            @Override
            public void accept(Digest digest) {
                long end = System.nanoTime();
                if (!passes.completed(end - lastEnd, digest)) {
                    ending.reached(passes.result());
                }
                lastEnd = end;
            }
        };
    }
}
