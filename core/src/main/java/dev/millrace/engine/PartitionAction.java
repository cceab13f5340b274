package dev.millrace.engine;

import dev.millrace.function.Emitter;
import java.io.Serializable;

/**
 * What a job does with each partition: {@link #begin} once per task, which pushes all records into what it returns. A result
 * that is a list holds records and travels as they do; any other is serializable.
 */
@FunctionalInterface
public interface PartitionAction<T, R> extends Serializable {
    PartitionConsumer<T, R> begin(int partition) throws Exception;

    /**
     * The same action in one attempt at a partition, where an engine may make several, even side by side: what leaves it
     * must bear the attempt's number, which no other attempt of this start has.
     */
    default PartitionAction<T, R> inAttempt(int attempt) {
        return this;
    }

    /** Whether a task mostly waits for somebody else: few records are then no reason to run one task after the other. */
    default boolean waits() {
        return false;
    }

    /**
     * Whether what an attempt does may be seen outside before it is known that this attempt counts, so that all that it
     * depends on has to be settled before. Else its result is all there is of it.
     */
    default boolean isSeenAtOnce() {
        return true;
    }

    /** Takes the records of one partition, in order, then gives the task's result. */
    interface PartitionConsumer<T, R> extends Emitter<T> {
        R finish() throws Exception;

        /** Called instead of {@link #finish} where the task failed: lets go of what the consumer holds. */
        default void discard() throws Exception {}
    }
}
