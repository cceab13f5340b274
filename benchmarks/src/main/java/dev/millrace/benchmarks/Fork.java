package dev.millrace.benchmarks;

import dev.millrace.benchmarks.disk.ChannelContestant;
import dev.millrace.benchmarks.disk.LogContestant;
import dev.millrace.benchmarks.dstream.DStreamContestants;
import dev.millrace.benchmarks.embedded.MillraceBatchLengths;
import dev.millrace.benchmarks.embedded.MillraceContestant;
import dev.millrace.benchmarks.embedded.MillraceContestants;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.kinesis.KinesisContestant;
import dev.millrace.benchmarks.loop.LoopContestants;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** The main class of a fork: runs one contestant and prints its result line. */
public final class Fork {
    private Fork() {}

    /** @param arguments program, side, size, effort, directory for data */
    public static void main(String[] arguments) throws Exception {
        Side side = Side.valueOf(arguments[1]);
        Effort effort = Effort.named(arguments[3]);
        Order order = new Order(
                Program.valueOf(arguments[0]),
                side,
                Integer.parseInt(arguments[2]),
                side.isOnCluster() ? effort.onCluster() : effort,
                Path.of(arguments[4]));
        System.out.println(contestant(order).compete(order.effort()).toLine());
        // A peer may have left threads.
        System.exit(0);
    }

    static Contestant contestant(Order order) {
        if (order.program().isOfKafka()) {
            return peer(order);
        }
        return switch (order.side()) {
            case LOOP -> LoopContestants.of(order);
            case DSTREAM, DSTREAM_UPDATING, DSTREAM_ON_CLUSTER -> DStreamContestants.of(order);
            case MILLRACE_ON_SPARK, MILLRACE_ON_CLUSTER -> MillraceContestants.onSpark(order);
            case FLINK, JET, KAFKA_STREAMS -> peer(order);
            case MILLRACE_WITH_CHECKPOINT, WITHOUT_SNAPSHOTS -> MillraceContestants.of(order);
            case ONE_WORKER -> MillraceContestant.withWorkers(1, order);
            case TWO_WORKERS -> MillraceContestant.withWorkers(Batch.PARTS, order);
            case SHORT_BATCHES, LONG_BATCHES, SYNCED, BUFFERED -> MillraceBatchLengths.of(order);
            case CHANNEL -> ChannelContestant.of(order);
            case KINESALITE, KINESIS_MOCK -> KinesisContestant.of(order);
            case MILLRACE ->
                switch (order.program()) {
                    case APPEND_100, APPEND_100_SYNCED, APPEND_1K, APPEND_1K_SYNCED, APPEND_200, APPEND_200_SYNCED ->
                        LogContestant.of(order);
                    case KINESIS_PUT_SYNCED, KINESIS_PUT, KINESIS_READ, KINESIS_FAN_OUT -> KinesisContestant.of(order);
                    default -> MillraceContestants.of(order);
                };
        };
    }

    private static Contestant peer(Order order) {
        for (Peer peer : ServiceLoader.load(Peer.class)) {
            if (peer.runs(order.program(), order.side())) {
                return peer.contestant(order);
            }
        }
        throw new IllegalStateException(order.program() + " of " + order.side().title() + " is not on the class path");
    }
}
