package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Order;

/** What there is for Spark's DStreams. */
public final class DStreamContestants {
    private DStreamContestants() {}

    public static Contestant of(Order order) {
        return switch (order.program()) {
            case EMPTY_BATCH, EMPTY_BATCH_1000 -> new DStreamEmptyBatches(order.size());
            case WINDOW_SUM_FIRST, WINDOW_MAX_FIRST, JOIN_WINDOWS -> DStreamWindows.of(order);
            case LATENCY_100K, LATENCY_1M -> new DStreamLatency(order);
            case STATE_TOUCHED, STATE_VISITED, STATE_10M -> new DStreamState(order);
            default -> DStreamContestant.of(order);
        };
    }
}
