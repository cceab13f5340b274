package dev.millrace;

/** When a batch begins. */
public enum BatchPace {
    /** At the multiples of the batch interval. */
    AT_MULTIPLES,
    /**
     * As soon as a source says that something has come, but not before an interval has passed since the last batch with
     * records began. Sources that say nothing are asked once an interval. Batch times are multiples of the interval all the
     * same: that of a batch that begins early is the next one.
     */
    WHEN_RECORDS_COME
}
