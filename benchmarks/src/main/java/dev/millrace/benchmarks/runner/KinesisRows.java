package dev.millrace.benchmarks.runner;

import static dev.millrace.benchmarks.fork.Metric.MILLIS_FROM_DUE_TO_DELIVERY_P99;
import static dev.millrace.benchmarks.fork.Metric.MILLIS_PER_CALL_P99;
import static dev.millrace.benchmarks.fork.Metric.MILLIS_TO_DELIVERY_P99;
import static dev.millrace.benchmarks.fork.Metric.NANOS_PER_RECORD;
import static dev.millrace.benchmarks.fork.Program.APPEND_200;
import static dev.millrace.benchmarks.fork.Program.APPEND_200_SYNCED;
import static dev.millrace.benchmarks.fork.Program.KINESIS_FAN_OUT;
import static dev.millrace.benchmarks.fork.Program.KINESIS_PUT;
import static dev.millrace.benchmarks.fork.Program.KINESIS_PUT_SYNCED;
import static dev.millrace.benchmarks.fork.Program.KINESIS_READ;
import static dev.millrace.benchmarks.fork.Side.KINESALITE;
import static dev.millrace.benchmarks.fork.Side.KINESIS_MOCK;
import static dev.millrace.benchmarks.fork.Side.MILLRACE;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.List;

/** Row 16: servers of Kinesis's protocol, ours on disk, the others in memory. */
final class KinesisRows {
    private static final String SYNCED = "put, each commit synced";
    private static final String WRITTEN = "put, left to the operating system";
    private static final String READ = "read";
    private static final Goal FASTER = Goal.atLeast(20, 20, "×");
    private static final Goal SOONER = Goal.atLeast(1, 20, "×");
    private static final Goal SOON = Goal.atMost(5, 5, " ms");
    private static final Goal HALF = Goal.atLeast(0.5, 0.5, "").withoutGate();

    static final List<Row> ALL = List.of(new Row(
            16,
            "Kinesis server",
            List.of(
                    faster(KINESIS_PUT_SYNCED, KINESIS_PUT, KINESALITE, SYNCED),
                    faster(KINESIS_PUT_SYNCED, KINESIS_PUT, KINESIS_MOCK, SYNCED),
                    faster(KINESIS_PUT, KINESIS_PUT, KINESALITE, WRITTEN),
                    faster(KINESIS_PUT, KINESIS_PUT, KINESIS_MOCK, WRITTEN),
                    faster(KINESIS_READ, KINESIS_READ, KINESALITE, READ),
                    faster(KINESIS_READ, KINESIS_READ, KINESIS_MOCK, READ),
                    sooner(KINESIS_PUT_SYNCED, KINESIS_PUT, KINESALITE, SYNCED),
                    sooner(KINESIS_PUT_SYNCED, KINESIS_PUT, KINESIS_MOCK, SYNCED),
                    sooner(KINESIS_READ, KINESIS_READ, KINESALITE, READ),
                    sooner(KINESIS_READ, KINESIS_READ, KINESIS_MOCK, READ),
                    pushed(MILLIS_TO_DELIVERY_P99, "the put's acknowledgement", SOON),
                    pushed(MILLIS_FROM_DUE_TO_DELIVERY_P99, "when the put was due", SOON.withoutGate()),
                    ofTheLog(KINESIS_PUT_SYNCED, APPEND_200_SYNCED, SYNCED),
                    ofTheLog(KINESIS_PUT, APPEND_200, WRITTEN))));

    private KinesisRows() {}

    private static Comparison faster(Program ours, Program theirs, Side peer, String what) {
        return new Comparison(
                what + ": records/s over theirs",
                peer.title(),
                new Value(theirs, peer, NANOS_PER_RECORD),
                new Value(ours, MILLRACE, NANOS_PER_RECORD),
                FASTER);
    }

    private static Comparison sooner(Program ours, Program theirs, Side peer, String what) {
        return new Comparison(
                what + ": their 99th percentile of a call over ours",
                peer.title(),
                new Value(theirs, peer, MILLIS_PER_CALL_P99),
                new Value(ours, MILLRACE, MILLIS_PER_CALL_P99),
                SOONER);
    }

    private static Comparison pushed(Metric metric, String since, Goal goal) {
        return Comparisons.alone(
                KINESIS_FAN_OUT,
                metric,
                "pushed by enhanced fan-out at half load, 99th percentile of the time since " + since,
                goal);
    }

    private static Comparison ofTheLog(Program ours, Program log, String what) {
        return new Comparison(
                what + ": records/s over those of the log alone, one thread",
                "the log",
                new Value(log, MILLRACE, NANOS_PER_RECORD),
                new Value(ours, MILLRACE, NANOS_PER_RECORD),
                HALF);
    }
}
