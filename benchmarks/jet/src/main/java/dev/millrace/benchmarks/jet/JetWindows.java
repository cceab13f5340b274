package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.SlidingWindowDefinition;
import com.hazelcast.jet.pipeline.StreamSourceStage;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
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

/** Windows by Jet, one slide after the other without waiting for its time. */
final class JetWindows implements Contestant {
    private final WindowSeries series;
    private final List<Batch<Long>> batches;

    private JetWindows(WindowSeries series, List<Batch<Long>> batches) {
        this.series = series;
        this.batches = batches;
    }

    static Contestant of(Order order) {
        WindowSeries series = WindowSeries.of(order.program());
        return series.warmedUp(new JetWindows(series, Inputs.windowBatches(order.size())));
    }

    @Override
    public ForkResult compete(Effort effort) {
        PartedPasses<KeyedWindowResult<Long, Long>, Digest> slides =
                new PartedPasses<>(new Slides(series), PassOutput.digest(JetPeer::count), Batch.PARTS);
        return new JetRun<>(batches, series.slide().toMillis(), slides).run(this::windows);
    }

    private StreamStage<KeyedWindowResult<Long, Long>> windows(StreamSourceStage<Long> records) {
        SlidingWindowDefinition window = WindowDefinition.sliding(
                series.window().toMillis(), series.slide().toMillis());
        return records.withNativeTimestamps(0)
                .<Long>groupingKey(WindowSteps::key)
                .window(window)
                .aggregate(series.largest() ? largest() : AggregateOperations.summingLong(WindowSteps::value));
    }

    private static AggregateOperation1<Long, LongAccumulator, Long> largest() {
        return AggregateOperation.withCreate(LongAccumulator::new)
                .<Long>andAccumulate(
                        (largest, record) -> largest.set(Math.max(largest.get(), WindowSteps.value(record))))
                .andCombine((largest, other) -> largest.set(Math.max(largest.get(), other.get())))
                .andExportFinish(LongAccumulator::get);
    }
}
