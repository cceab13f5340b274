package dev.millrace.benchmarks.fork;

/** What a fork measures. All of them are better when smaller. */
public enum Metric {
    /** Wall time a record, over the whole measured time, collections included. */
    NANOS_PER_RECORD,
    /** The same while a backlog is worked off that a burst has left. */
    BURST_NANOS_PER_RECORD,
    /** From the end of a burst until it was worked off. */
    MILLIS_AFTER_BURST,
    CPU_NANOS_PER_RECORD,
    BYTES_PER_RECORD,
    RESIDENT_BYTES,
    CPU_MICROS_PER_BATCH,
    MEDIAN_MICROS_PER_BATCH,
    MEAN_MICROS_PER_BATCH,
    P99_MICROS_PER_BATCH,
    /** Wall time from one window that was shown to the next. */
    MICROS_PER_SLIDE,
    /** From when a record was due to when it was put out. */
    LATENCY_MICROS_P50,
    LATENCY_MICROS_P99,
    LATENCY_MICROS_P9999,
    /** How much later than asked for a thread that only parks is woken up. */
    PAUSE_MICROS_P99,
    PAUSE_MICROS_P9999,
    /** CPU time over wall time, in percent of one core. */
    CORE_PERCENT,
    /** What was kept of the interval that was asked for. */
    MICROS_BETWEEN_BATCHES,
    /** Bytes in files that appeared while it ran. */
    BYTES_WRITTEN,
    MILLIS_TO_FIRST_RESULT,
    /** Of a call, as the client sees it. */
    MILLIS_PER_CALL_P50,
    MILLIS_PER_CALL_P99,
    /** From when a put was acknowledged until a subscriber has its record. */
    MILLIS_TO_DELIVERY_P50,
    MILLIS_TO_DELIVERY_P99,
    /** The same from when the put should have been sent: the call itself is in it. */
    MILLIS_FROM_DUE_TO_DELIVERY_P50,
    MILLIS_FROM_DUE_TO_DELIVERY_P99,
    /** Of the process that calls a server on the same machine; the other CPU time is the server's then. */
    LOADER_CPU_NANOS_PER_RECORD,
    /** What the heap grows by with a key of keyed state. */
    HEAP_BYTES_PER_KEY,
    /** What a checkpoint grows by with a key of keyed state. */
    CHECKPOINT_BYTES_PER_KEY,
    /** From the instant at which a record should have been sent until it was read from where it was copied to. */
    MILLIS_END_TO_END_P50,
    MILLIS_END_TO_END_P99
}
