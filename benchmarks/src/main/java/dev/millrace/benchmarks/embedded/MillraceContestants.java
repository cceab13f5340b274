package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Order;

/** What there is for Millrace: on its own engine, and on Spark. */
public final class MillraceContestants {
    private MillraceContestants() {}

    /** What there is for Millrace on Spark. */
    public static Contestant onSpark(Order order) {
        return switch (order.program()) {
            case STATE_TOUCHED, STATE_VISITED -> new MillraceState(order);
            default -> MillraceContestant.onSpark(order);
        };
    }

    public static Contestant of(Order order) {
        return switch (order.program()) {
            case EMPTY_BATCH, EMPTY_BATCH_1000, EMPTY_BATCH_CHECKPOINT -> MillraceEmptyBatches.of(order);
            case EMPTY_BATCH_UNWAITED, EMPTY_BATCH_UNWAITED_1000 -> new MillraceUnwaitedBatches(order.size());
            case WINDOW_SUM,
                    WINDOW_MAX,
                    WINDOW_SUM_FIRST,
                    WINDOW_MAX_FIRST,
                    WINDOW_SUM_FEW,
                    WINDOW_MAX_FEW,
                    WINDOW_OF_10_S,
                    WINDOW_OF_1_H,
                    JOIN_WINDOWS -> MillraceWindows.of(order.program(), order.size());
            case LATENCY_100K, LATENCY_1M -> new MillraceLatency(order.size());
            case COMMITS_10_MS, COMMITS_1_MS -> MillraceBatchLengths.of(order);
            case COUNT_BURST -> new MillraceBurst(order);
            case STATE_10M, STATE_10M_SLOWEST -> new MillraceState(order);
            case STATE_RECOVERY -> new MillraceRecovery(order);
            case STATE_OF_COUNTS -> MillraceHeapOfState.of(order);
            default -> MillraceContestant.of(order.program(), order.size());
        };
    }
}
