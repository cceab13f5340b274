package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import java.util.concurrent.ExecutionException;

/** Runs a program written by hand, pass after pass. */
public final class LoopContestant<T> implements Contestant {
    private final Batch<T> batch;
    private final LoopProgram<T> program;

    private LoopContestant(Batch<T> batch, LoopProgram<T> program) {
        this.batch = batch;
        this.program = program;
    }

    public static Contestant of(Program program, int size) {
        return switch (program) {
            case LONGS -> new LoopContestant<>(Inputs.longs(size), new LongsLoop());
            case LONGS_SUM -> new LoopContestant<>(Inputs.longs(size), new LongsSumLoop());
            case LONGS_AFTER_8 -> afterOthers(Inputs.longs(size), new LongsLoop());
            case READINGS -> new LoopContestant<>(Inputs.readings(size), new ReadingsLoop());
            case READINGS_AFTER_8 -> afterOthers(Inputs.readings(size), new ReadingsLoop());
            case COUNT_10, COUNT_10K, COUNT_1M, COUNT_10M, COUNT_UNIFORM, COUNT_ZIPF, COUNT_HOT ->
                new LoopContestant<>(Inputs.keysOf(program, size), new CountLoop());
            case WORD_COUNT -> new LoopContestant<>(Inputs.lines(size), new WordCountLoop());
            case GREP -> new LoopContestant<>(Inputs.lines(size), new GrepLoop());
            case GREP_COUNT -> new LoopContestant<>(Inputs.lines(size), new GrepCountLoop());
            case TOP_WORDS -> new LoopContestant<>(Inputs.lines(size), new TopWordsLoop());
            case AD_VIEWS -> new LoopContestant<>(Inputs.adEvents(size), new AdViewsLoop());
            case JOIN_TABLE -> new LoopContestant<>(Inputs.keysOfTable(size), new JoinTableLoop());
            default -> throw new IllegalArgumentException("nobody wrote a loop for " + program);
        };
    }

    private static <T> Contestant afterOthers(Batch<T> batch, LoopProgram<T> program) {
        Contestant measured = new LoopContestant<>(batch, program);
        Batch<Long> othersBatch = Inputs.longs(batch.records() / Effort.OTHERS_SHARE);
        return effort -> {
            for (LoopProgram<Long> other : OtherLoops.ALL) {
                new LoopContestant<>(othersBatch, other).compete(effort.forOthers());
            }
            return measured.compete(effort);
        };
    }

    @Override
    public ForkResult compete(Effort effort) throws ExecutionException, InterruptedException {
        Passes passes = new Passes(batch.records(), effort);
        try (Workers workers = new Workers()) {
            boolean goOn = true;
            while (goOn) {
                long start = System.nanoTime();
                Digest digest = program.pass(batch, workers);
                goOn = passes.completed(System.nanoTime() - start, digest);
            }
        }
        return passes.result();
    }
}
