package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.CHECKPOINT_BYTES_PER_KEY;
import static dev.millrace.benchmarks.fork.Metric.HEAP_BYTES_PER_KEY;
import static dev.millrace.benchmarks.fork.Metric.MEAN_MICROS_PER_BATCH;
import static dev.millrace.benchmarks.fork.Program.STATE_10M;
import static dev.millrace.benchmarks.fork.Program.STATE_OF_COUNTS;
import static dev.millrace.benchmarks.fork.Side.DSTREAM;
import static dev.millrace.benchmarks.fork.Side.DSTREAM_UPDATING;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;
import static dev.millrace.benchmarks.fork.Side.MILLRACE_WITH_CHECKPOINT;

import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Rows 8 and 13: what keyed state takes, time and memory. */
final class StateRows {
    static final List<Row> ALL = List.of(
            new Row(
                    8,
                    "state of 10 M keys, 1 % touched a batch, checkpoints included",
                    List.of(
                            batch(DSTREAM_UPDATING, Goal.atLeast(50, 200, "×")),
                            batch(DSTREAM, Goal.atLeast(10, 25, "×")),
                            batch(FLINK, Goal.atLeast(3, 8, "×")))),
            new Row(
                    13,
                    "state of 1 M keys, a boxed long each",
                    List.of(
                            less(FLINK),
                            less(JET),
                            new Comparison(
                                    "heap a key over the loop's table of longs",
                                    LOOP.title(),
                                    new Value(STATE_OF_COUNTS, MILLRACE, HEAP_BYTES_PER_KEY),
                                    new Value(STATE_OF_COUNTS, LOOP, HEAP_BYTES_PER_KEY),
                                    Goal.atMost(1.3, 1.3, "×")),
                            Comparisons.alone(
                                    STATE_OF_COUNTS,
                                    HEAP_BYTES_PER_KEY,
                                    "heap a key",
                                    Goal.atMost(32, 32, " B").withoutGate()),
                            new Comparison(
                                    "serialized, in a checkpoint",
                                    "–",
                                    new Value(STATE_OF_COUNTS, MILLRACE_WITH_CHECKPOINT, CHECKPOINT_BYTES_PER_KEY),
                                    null,
                                    Goal.atMost(32, 32, " B")))));

    private StateRows() {}

    private static Comparison batch(Side peer, Goal goal) {
        return new Comparison(
                "mean time a batch: times less",
                peer == DSTREAM ? "mapWithState" : peer.title(),
                new Value(STATE_10M, peer, MEAN_MICROS_PER_BATCH),
                new Value(STATE_10M, MILLRACE, MEAN_MICROS_PER_BATCH),
                goal);
    }

    private static Comparison less(Side peer) {
        return new Comparison(
                "heap a key: times less",
                peer.title(),
                new Value(STATE_OF_COUNTS, peer, HEAP_BYTES_PER_KEY),
                new Value(STATE_OF_COUNTS, MILLRACE, HEAP_BYTES_PER_KEY),
                Goal.atLeast(2, 2, "×"));
    }
}
