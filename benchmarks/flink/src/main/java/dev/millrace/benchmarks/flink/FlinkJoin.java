package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.fork.PassOutput;
import dev.millrace.benchmarks.fork.Slides;
import dev.millrace.benchmarks.fork.WindowSeries;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.JoinSteps;
import dev.millrace.benchmarks.program.Output;
import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Joins by Flink: its broadcast state pattern, and its window join. */
final class FlinkJoin {
    private static final MapStateDescriptor<Long, Long> TABLE =
            new MapStateDescriptor<>("table", Types.LONG, Types.LONG);

    private FlinkJoin() {}

    static DataStream<Tuple2<Long, Long>> withTable(DataStream<Long> keys) {
        List<Tuple2<Long, Long>> table = Inputs.table().entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey(), entry.getValue()))
                .toList();
        BroadcastStream<Tuple2<Long, Long>> everywhere = keys.getExecutionEnvironment()
                .fromData(table, Types.TUPLE(Types.LONG, Types.LONG))
                .setParallelism(1)
                .broadcast(TABLE);
        return keys.connect(everywhere).process(new Lookup(table.size()), Types.TUPLE(Types.LONG, Types.LONG));
    }

    static Contestant ofWindows(Order order) {
        WindowSeries series = WindowSeries.of(order.program());
        List<Batch<Long>> batches = Inputs.windowBatches(order.program(), order.size());
        return series.warmedUp(effort -> {
            PartedPasses<Tuple3<Long, Long, Long>, Digest> slides = new PartedPasses<>(
                    new Slides(series),
                    PassOutput.digest((digest, joined) -> Output.joined(digest, joined.f0, joined.f1, joined.f2)),
                    Batch.PARTS);
            return new FlinkRun<>(batches, series.slide().toMillis(), slides)
                    .run(Types.LONG, records -> windows(series, records));
        });
    }

    private static DataStream<Tuple3<Long, Long, Long>> windows(WindowSeries series, DataStream<Long> both) {
        return both.filter(JoinSteps::isLeft)
                .join(both.filter(JoinSteps::isRight))
                .where(JoinSteps::key, Types.LONG)
                .equalTo(JoinSteps::key, Types.LONG)
                .window(SlidingEventTimeWindows.of(series.window(), series.slide()))
                .apply(
                        (left, right) -> Tuple3.of(JoinSteps.key(left), JoinSteps.value(left), JoinSteps.value(right)),
                        Types.TUPLE(Types.LONG, Types.LONG, Types.LONG));
    }

    /** Finds each record's key in the table, once that is complete. */
    private static final class Lookup extends BroadcastProcessFunction<Long, Tuple2<Long, Long>, Tuple2<Long, Long>> {
        private static final long serialVersionUID = 1;

        private final int entries;
        private int entriesSeen;

        Lookup(int entries) {
            this.entries = entries;
        }

        @Override
        public void processElement(Long key, ReadOnlyContext context, Collector<Tuple2<Long, Long>> out)
                throws Exception {
            @Nullable Long found = context.getBroadcastState(TABLE).get(key);
            if (found != null) {
                out.collect(Tuple2.of(key, found));
            }
        }

        @Override
        public void processBroadcastElement(
                Tuple2<Long, Long> entry, Context context, Collector<Tuple2<Long, Long>> out) throws Exception {
            context.getBroadcastState(TABLE).put(entry.f0, entry.f1);
            if (++entriesSeen == entries) {
                FlinkRun.current().isReady();
            }
        }
    }
}
