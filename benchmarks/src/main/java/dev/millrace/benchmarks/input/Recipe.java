package dev.millrace.benchmarks.input;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.StateSeries;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a program reads on Spark, on both sides: the tasks are told how the records are made and find them in the memory of
 * their process, where the first one has made them; nothing is serialized, looked up in a block store, or copied.
 */
public record Recipe(Program program, int size, StateSeries series) implements Serializable {
    private static final Map<Recipe, List<? extends Batch<?>>> MADE = new ConcurrentHashMap<>();

    /** For a program that reads the same batch again and again, or windows. */
    public static Recipe of(Program program, int size) {
        return new Recipe(program, size, StateSeries.NONE);
    }

    /** The batches, once a process. */
    @SuppressWarnings("unchecked") // who asks knows what the program reads
    public <T> List<Batch<T>> batches() {
        return (List<Batch<T>>) MADE.computeIfAbsent(this, Recipe::made);
    }

    private List<? extends Batch<?>> made() {
        return switch (program) {
            case LONGS, LONGS_SUM -> List.of(Inputs.longs(size));
            case READINGS -> List.of(Inputs.readings(size));
            case COUNT_10, COUNT_10K, COUNT_1M, COUNT_10M, COUNT_BURST ->
                List.of(Inputs.keys(size, program.distinctKeys()));
            case WORD_COUNT, TINY_WORD_COUNT, GREP, GREP_COUNT, TOP_WORDS -> List.of(Inputs.lines(size));
            case AD_VIEWS -> List.of(Inputs.adEvents(size));
            case JOIN_TABLE -> List.of(Inputs.keysOfTable(size));
            case JOIN_WINDOWS -> Inputs.joinBatches(size);
            case WINDOW_SUM_FIRST, WINDOW_MAX_FIRST -> Inputs.windowBatches(size);
            case STATE_TOUCHED, STATE_VISITED, STATE_10M, STATE_10M_SLOWEST -> Inputs.stateBatches(size, series);
            default -> throw new IllegalArgumentException("nobody measures " + program + " on Spark");
        };
    }
}
