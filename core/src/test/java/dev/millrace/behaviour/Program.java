package dev.millrace.behaviour;

import dev.millrace.RDD;
import dev.millrace.connector.Clock;
import dev.millrace.connector.Split;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.function.Function;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs batches on an engine, with one source that a test fills by hand: a list of records for each split. */
final class Program implements AutoCloseable {
    private final Engine engine;
    private final SourceInput<Object> source = new SourceInput<>("hand");
    private long batch;

    Program(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    /** A template that reads what each batch is given. */
    @SuppressWarnings("unchecked") // the test gives records of the type that it reads
    <T> RDD<T> input() {
        return RDD.template(new Read<>((SourceInput<T>) source));
    }

    /** Begins the next batch. */
    EngineBatch begin(List<? extends List<?>> splits) {
        batch++;
        return again(splits);
    }

    /** Begins the batch that was begun last once more. */
    EngineBatch again(List<? extends List<?>> splits) {
        List<Split<?>> bound = new ArrayList<>();
        splits.forEach(records -> bound.add(new ListSplit<>(records)));
        return engine.begin(new BatchInputs(
                batch, Instant.ofEpochMilli(1_000 * batch), 1, 0, 2, Map.of(source, List.copyOf(bound))));
    }

    /** Runs one batch in which an action is called on a template. */
    <T, R> R run(RDD<T> template, List<? extends List<?>> splits, Function<RDD<T>, R> action) {
        EngineBatch running = begin(splits);
        try {
            R result = action.call(RDD.in(running, template.plan()));
            running.runStateful(List.of(template.plan()));
            running.commit();
            return result;
        } catch (RuntimeException e) {
            running.abort();
            throw e;
        } catch (Exception e) {
            running.abort();
            throw new AssertionError(e);
        }
    }

    <T> List<T> collect(RDD<T> template, List<? extends List<?>> splits) {
        return run(template, splits, RDD::collect);
    }

    static <T> Plan<T> plan(RDD<T> rdd) {
        return rdd.plan();
    }

    @Override
    public void close() {
        engine.close();
    }

    /** Makes the engine that a suite runs on. */
    @FunctionalInterface
    interface EngineFactory {
        Engine create(int workers, Clock clock);
    }
}
