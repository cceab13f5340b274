package dev.millrace.connector.kinesis;

/** When a shard is fetched again: after the time that the limits demand, or when something was pushed. */
interface FetchPace {
    /**
     * Arranges for the next fetch, once, on the reader's threads.
     *
     * @param callNanos how long the last call took
     */
    void then(Chunk chunk, long callNanos, Runnable fetch);

    /** Ends what was arranged. Any thread; twice is no error. */
    default void close() {}

    /** By the service's limits. */
    static FetchPace polling(FetchThreads threads) {
        return (chunk, callNanos, fetch) -> threads.schedule(threads.settings().delayNanos(chunk, callNanos), fetch);
    }
}
