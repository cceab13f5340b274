package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Order;

/** What there is by hand. */
public final class LoopContestants {
    private LoopContestants() {}

    public static Contestant of(Order order) {
        return switch (order.program()) {
            case WINDOW_SUM,
                    WINDOW_MAX,
                    WINDOW_SUM_FIRST,
                    WINDOW_MAX_FIRST,
                    WINDOW_SUM_FEW,
                    WINDOW_MAX_FEW,
                    WINDOW_OF_10_S,
                    WINDOW_OF_1_H -> WindowLoop.of(order.program(), order.size());
            case EMPTY_BATCH -> new ParkingLoop();
            case LATENCY_100K, LATENCY_1M -> new LatencyLoop(order.size());
            case STATE_OF_COUNTS -> new StateLoop(order.size());
            default -> LoopContestant.of(order.program(), order.size());
        };
    }
}
