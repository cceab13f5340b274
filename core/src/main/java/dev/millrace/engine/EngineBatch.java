package dev.millrace.engine;

import dev.millrace.plan.Persist;
import dev.millrace.plan.Plan;
import dev.millrace.storage.StateFile;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One batch on an engine: jobs run one after the other, see the state that the batch before left and change it
 * invisibly; in the end it is committed or aborted. A {@code Stateful} node runs once, whatever the jobs read of it.
 */
public interface EngineBatch {
    BatchInputs inputs();

    /** The number of partitions that a plan has in this batch. */
    int partitions(Plan<?> plan);

    /**
     * Runs a job over all partitions.
     *
     * @return one result per partition, in order
     * @throws dev.millrace.MillraceException USER_CODE where a function threw; names operator, batch and cause
     */
    <T, R> List<R> run(Plan<T> plan, PartitionAction<T, R> action);

    /** Runs a job over the partitions {@code [from, until)}: {@code take} and {@code first} begin with one. */
    <T, R> List<R> run(Plan<T> plan, int from, int until, PartitionAction<T, R> action);

    /** Drops what was kept of it, in this batch or, where it depends on no source, in those before. */
    void unpersist(Persist<?> persist);

    /** Runs the {@code Stateful} nodes of these plans that no job has run yet: state advances even unread. */
    void runStateful(List<Plan<?>> plans);

    /** How many keys each operator has now that ran in this batch. */
    Map<String, Long> keysByOperator();

    /** Writes the batch's changes of state, in files nobody reads until {@code Done} names them, durable when that is. */
    List<StateFile> stageState();

    /**
     * What the jobs so far have added to accumulators: one addition with each key, of attempts that count. What was added
     * by an attempt that failed, or whose result nobody took, isn't there.
     */
    Collection<Addition> additions();

    /** The batch is done: its changes are the state now. */
    void commit();

    /** The batch never was: state is as the batch before left it. */
    void abort();
}
