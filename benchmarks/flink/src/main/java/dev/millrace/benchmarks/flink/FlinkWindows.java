package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.fork.PassOutput;
import dev.millrace.benchmarks.fork.Slides;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.WindowSteps;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;

/** Windows by Flink, one slide after the other without waiting for its time. */
final class FlinkWindows implements Contestant {
    private final WindowSeries series;
    private final List<Batch<Long>> batches;

    private FlinkWindows(WindowSeries series, List<Batch<Long>> batches) {
        this.series = series;
        this.batches = batches;
    }

    static Contestant of(Order order) {
        WindowSeries series = WindowSeries.of(order.program());
        return series.warmedUp(new FlinkWindows(series, Inputs.windowBatches(order.size())));
    }

    @Override
    public ForkResult compete(Effort effort) throws Exception {
        PartedPasses<Tuple2<Long, Long>, Digest> slides =
                new PartedPasses<>(new Slides(series), PassOutput.digest(FlinkPeer::count), Batch.PARTS);
        return new FlinkRun<>(batches, series.slide().toMillis(), slides).run(Types.LONG, this::windows);
    }

    private DataStream<Tuple2<Long, Long>> windows(DataStream<Long> records) {
        return records.keyBy(WindowSteps::key, Types.LONG)
                .window(SlidingEventTimeWindows.of(series.window(), series.slide()))
                .aggregate(
                        series.largest() ? LongAggregate.largest() : LongAggregate.sum(),
                        new WithKey<>(),
                        Types.LONG,
                        Types.TUPLE(Types.LONG, Types.LONG));
    }
}
