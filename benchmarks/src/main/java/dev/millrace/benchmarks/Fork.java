package dev.millrace.benchmarks;

import dev.millrace.benchmarks.disk.ChannelContestant;
import dev.millrace.benchmarks.disk.LogContestant;
import dev.millrace.benchmarks.dstream.DStreamContestant;
import dev.millrace.benchmarks.dstream.DStreamEmptyBatches;
import dev.millrace.benchmarks.dstream.DStreamWindows;
import dev.millrace.benchmarks.embedded.MillraceContestant;
import dev.millrace.benchmarks.embedded.MillraceEmptyBatches;
import dev.millrace.benchmarks.embedded.MillraceWindows;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.loop.LoopContestant;
import dev.millrace.benchmarks.loop.WindowLoop;
import java.nio.file.Path;

/** The main class of a fork: runs one contestant and prints its result line. */
public final class Fork {
    private Fork() {}

    /** @param arguments program, side, size, effort, directory for data */
    public static void main(String[] arguments) throws Exception {
        Order order = new Order(
                Program.valueOf(arguments[0]),
                Side.valueOf(arguments[1]),
                Integer.parseInt(arguments[2]),
                Effort.named(arguments[3]),
                Path.of(arguments[4]));
        System.out.println(contestant(order).compete(order.effort()).toLine());
        // A peer may have left threads.
        System.exit(0);
    }

    static Contestant contestant(Order order) {
        return switch (order.side()) {
            case LOOP ->
                isWindow(order.program())
                        ? WindowLoop.of(order.program(), order.size())
                        : LoopContestant.of(order.program(), order.size());
            case DSTREAM ->
                switch (order.program()) {
                    case EMPTY_BATCH, EMPTY_BATCH_1000 -> new DStreamEmptyBatches(order.size());
                    case WINDOW_SUM_FIRST, WINDOW_MAX_FIRST -> DStreamWindows.of(order);
                    default -> DStreamContestant.of(order.program(), order.size());
                };
            case MILLRACE_ON_SPARK -> MillraceContestant.onSpark(order.program(), order.size());
            case CHANNEL -> ChannelContestant.of(order);
            case MILLRACE ->
                switch (order.program()) {
                    case APPEND_100, APPEND_100_SYNCED, APPEND_1K, APPEND_1K_SYNCED -> LogContestant.of(order);
                    case EMPTY_BATCH, EMPTY_BATCH_1000, EMPTY_BATCH_CHECKPOINT -> MillraceEmptyBatches.of(order);
                    case WINDOW_SUM, WINDOW_MAX, WINDOW_SUM_FIRST, WINDOW_MAX_FIRST, WINDOW_OF_10_S, WINDOW_OF_1_H ->
                        MillraceWindows.of(order.program(), order.size());
                    default -> MillraceContestant.of(order.program(), order.size());
                };
        };
    }

    private static boolean isWindow(Program program) {
        return program.name().startsWith("WINDOW_");
    }
}
