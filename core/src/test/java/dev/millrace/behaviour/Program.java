package dev.millrace.behaviour;

import dev.millrace.RDD;
import dev.millrace.connector.Split;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.function.Function;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs batches on an engine, with two sources that a test fills by hand: a list of records for each split. */
final class Program implements AutoCloseable {
    static final int PARTITIONS = 2;

    private final Engine engine;
    private final SourceInput<Object> source = new SourceInput<>("hand");
    private final SourceInput<Object> other = new SourceInput<>("other hand");
    private long batch;
    private long skipped;
    private Instant previousTime = timeOf(0);
    private Instant time = timeOf(0);

    Program(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    /** A template that reads what each batch is given. */
    <T> RDD<T> input() {
        return reading(source);
    }

    /** A template that reads what each batch is given for the second source. */
    <T> RDD<T> otherInput() {
        return reading(other);
    }

    @SuppressWarnings("unchecked") // the test gives records of the type that it reads
    private static <T> RDD<T> reading(SourceInput<?> source) {
        return RDD.template(new Read<>((SourceInput<T>) source));
    }

    /** Begins the next batch. */
    EngineBatch begin(List<? extends List<?>> splits, List<? extends List<?>> otherSplits) {
        batch++;
        previousTime = time;
        time = timeOf(batch + skipped);
        return again(splits, otherSplits);
    }

    /** Lets so many seconds pass without a batch. */
    void skip(int seconds) {
        skipped += seconds;
    }

    EngineBatch begin(List<? extends List<?>> splits) {
        return begin(splits, List.of());
    }

    /** Begins the batch that was begun last once more. */
    EngineBatch again(List<? extends List<?>> splits, List<? extends List<?>> otherSplits) {
        Map<SourceInput<?>, List<? extends Split<?>>> bound = Map.of(source, bound(splits), other, bound(otherSplits));
        return engine.begin(new BatchInputs(batch, time, previousTime, 1, 0, PARTITIONS, bound));
    }

    static Instant timeOf(long batch) {
        return Instant.ofEpochMilli(1_000 * batch);
    }

    private static List<Split<Object>> bound(List<? extends List<?>> splits) {
        List<Split<Object>> bound = new ArrayList<>();
        splits.forEach(records -> bound.add(new ListSplit<>(new ArrayList<>(records))));
        return bound;
    }

    /** Runs one batch in which an action is called on a template. */
    <T, R> R run(RDD<T> template, List<? extends List<?>> splits, Function<RDD<T>, R> action) {
        return inBatch(begin(splits), template, action);
    }

    static <T, R> R inBatch(EngineBatch running, RDD<T> template, Function<RDD<T>, R> action) {
        boolean done = false;
        try {
            R result = action.call(RDD.in(running, template.plan()));
            running.runStateful(List.of(template.plan()));
            running.commit();
            done = true;
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            if (!done) {
                running.abort();
            }
        }
    }

    <T> List<T> collect(RDD<T> template, List<? extends List<?>> splits) {
        return run(template, splits, RDD::collect);
    }

    <T> List<T> collect(RDD<T> template, List<? extends List<?>> splits, List<? extends List<?>> otherSplits) {
        return inBatch(begin(splits, otherSplits), template, RDD::collect);
    }

    /** The records of each partition. */
    <T> List<List<T>> partitions(RDD<T> template, List<? extends List<?>> splits) {
        return collect(template.glom(), splits);
    }

    @Override
    public void close() {
        engine.close();
    }
}
