package dev.millrace.benchmarks.fork;

import java.util.Locale;

/** What is run. The size is the number of records in a batch, in a second of batches, of keys of state, of keys of a window, of records between two slides, of records a second, of streams, or of records appended by one commit, put by one call, or in a topic. */
public enum Program {
    LONGS(4_000_000),
    LONGS_AFTER_8(4_000_000),
    /** The same, whose results are not delivered but added up. */
    LONGS_SUM(4_000_000),
    READINGS(2_000_000),
    READINGS_AFTER_8(2_000_000),
    COUNT_10(4_000_000),
    COUNT_10K(4_000_000),
    COUNT_1M(4_000_000),
    COUNT_10M(10_000_000),
    COUNT_UNIFORM(4_000_000),
    COUNT_ZIPF(4_000_000),
    COUNT_HOT(4_000_000),
    /** The count of uniform keys, in smaller passes that come at a rate, and then in a burst. */
    COUNT_BURST(400_000),
    WORD_COUNT(400_000),
    /** Two lines: what a batch costs by itself. */
    TINY_WORD_COUNT(2),
    GREP(400_000),
    /** The lines that match are counted. */
    GREP_COUNT(400_000),
    TOP_WORDS(400_000),
    /** The Yahoo streaming benchmark without its input and output. */
    AD_VIEWS(4_000_000),
    WINDOW_SUM(10_000),
    WINDOW_MAX(10_000),
    WINDOW_SUM_FIRST(10_000),
    WINDOW_MAX_FIRST(10_000),
    WINDOW_SUM_FEW(1_000),
    WINDOW_MAX_FEW(1_000),
    WINDOW_OF_10_S(2_000),
    WINDOW_OF_1_H(2_000),
    /** A stream and a table that is in memory. */
    JOIN_TABLE(4_000_000),
    /** Two streams over windows of a second; the size is that of one stream between two slides. */
    JOIN_WINDOWS(20_000),
    /** A running count by key of records that come at a rate, so many a second. */
    LATENCY_100K(100_000),
    LATENCY_1M(1_000_000),
    STATE_OF_COUNTS(1_000_000),
    BATCHED_LONGS(200_000_000),
    BATCHED_COUNTS(400_000_000),
    /** Running counts by 1,000 keys, in batches that last about as long as this where nothing is durable; the size is that of a second. */
    COMMITS_10_MS(28_000_000),
    COMMITS_1_MS(28_000_000),
    /** Sums by key; a batch touches one key in a hundred, and puts out what it touched. */
    STATE_TOUCHED(1_000_000),
    /** The same, where each batch visits all keys and puts all of them out. */
    STATE_VISITED(1_000_000),
    /** The first of the two, over ten times as many keys. */
    STATE_10M(10_000_000),
    /** The same in many more batches, of which the slow ones count. */
    STATE_10M_SLOWEST(10_000_000),
    /** A running count by key, whose process is killed and started again. */
    STATE_RECOVERY(10_000_000),
    EMPTY_BATCH(1),
    EMPTY_BATCH_1000(1_000),
    /** The same, one batch after the other: what a batch costs without waiting for its tick. */
    EMPTY_BATCH_UNWAITED(1),
    EMPTY_BATCH_UNWAITED_1000(1_000),
    EMPTY_BATCH_CHECKPOINT(1),
    FIRST_RESULT(1_000),
    APPEND_100_SYNCED(640),
    APPEND_100(640),
    APPEND_1K_SYNCED(64),
    APPEND_1K(64),
    /** What a call of row 16 holds, by the log alone. */
    APPEND_200_SYNCED(500),
    APPEND_200(500),
    KINESIS_PUT_SYNCED(500),
    KINESIS_PUT(500),
    KINESIS_READ(500),
    /** Each commit synced, as all of a server's is by default. */
    KINESIS_FAN_OUT(500),
    /** A topic is counted by key. */
    KAFKA_COUNT(10_485_760),
    /** A topic is copied into another while a clock runs: at least once, exactly once, and that in groups of batches. */
    KAFKA_COPY(300_000),
    KAFKA_COPY_EXACTLY_ONCE(300_000),
    KAFKA_COPY_GROUPED(300_000);

    private final int size;

    Program(int size) {
        this.size = size;
    }

    /** The size of a measured run; tests use smaller ones. */
    public int size() {
        return size;
    }

    /** Whether it needs a broker of Kafka's. */
    public boolean isOfKafka() {
        return switch (this) {
            case KAFKA_COUNT, KAFKA_COPY, KAFKA_COPY_EXACTLY_ONCE, KAFKA_COPY_GROUPED -> true;
            default -> false;
        };
    }

    /** Keys that the input of a count is drawn from. */
    public int distinctKeys() {
        return switch (this) {
            case COUNT_10 -> 10;
            case COMMITS_10_MS, COMMITS_1_MS -> 1_000;
            case COUNT_10K -> 10_000;
            case COUNT_1M, COUNT_UNIFORM, COUNT_ZIPF, COUNT_HOT, COUNT_BURST -> 1_000_000;
            case COUNT_10M -> 10_000_000;
            default -> throw new IllegalArgumentException(this + " counts no keys");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
