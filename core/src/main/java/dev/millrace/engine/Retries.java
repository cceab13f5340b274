package dev.millrace.engine;

import dev.millrace.MillraceException;

/**
 * Whether and when something is tried again that failed because the outside didn't answer. Given to an engine with each
 * batch, for the splits that its tasks read; any task's thread calls it.
 */
@FunctionalInterface
public interface Retries {
    /** Nothing is tried again. */
    Retries NONE = what -> failure -> {
        throw failure;
    };

    /** Something begins that may fail; it has to be closed when it has ended. */
    Try begin(String what);

    /** One thing that is tried until it works or has taken too long. */
    @FunctionalInterface
    interface Try extends AutoCloseable {
        /**
         * Waits for as long as is good before the next attempt.
         *
         * @throws MillraceException the failure, when it isn't one of the outside, or enough has been tried
         */
        void waitOrGiveUp(MillraceException failure);

        @Override
        default void close() {}
    }
}
