package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.CHECKPOINT_BYTES_PER_KEY;
import static dev.millrace.benchmarks.fork.Metric.HEAP_BYTES_PER_KEY;
import static dev.millrace.benchmarks.fork.Program.STATE_OF_COUNTS;
import static dev.millrace.benchmarks.fork.Side.FLINK;
import static dev.millrace.benchmarks.fork.Side.JET;
import static dev.millrace.benchmarks.fork.Side.LOOP;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;
import static dev.millrace.benchmarks.fork.Side.MILLRACE_WITH_CHECKPOINT;

import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 13: what keyed state takes. */
final class StateRows {
    static final List<Row> ALL = List.of(new Row(
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

    private static Comparison less(Side peer) {
        return new Comparison(
                "heap a key: times less",
                peer.title(),
                new Value(STATE_OF_COUNTS, peer, HEAP_BYTES_PER_KEY),
                new Value(STATE_OF_COUNTS, MILLRACE, HEAP_BYTES_PER_KEY),
                Goal.atLeast(2, 2, "×"));
    }
}
