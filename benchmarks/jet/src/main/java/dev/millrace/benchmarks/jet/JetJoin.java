package dev.millrace.benchmarks.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.mapping;
import static com.hazelcast.jet.aggregate.AggregateOperations.toList;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.datamodel.Tuple2;
import com.hazelcast.jet.datamodel.Tuple3;
import com.hazelcast.jet.pipeline.ServiceFactories;
import com.hazelcast.jet.pipeline.StreamSourceStage;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.StreamStageWithKey;
import com.hazelcast.jet.pipeline.WindowDefinition;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins by Jet: a table that each member has as a service, and its co-aggregation over windows. */
final class JetJoin {
    private JetJoin() {}

    static StreamStage<Map.Entry<Long, Long>> withTable(StreamSourceStage<Long> keys) {
        return keys.withNativeTimestamps(0)
                .mapUsingService(ServiceFactories.sharedService(member -> Inputs.table()), JetJoin::found);
    }

    private static Map.@Nullable Entry<Long, Long> found(Map<Long, Long> table, Long key) {
        Long found = table.get(key);
        return found == null ? null : Util.entry(key, found);
    }

    static Contestant ofWindows(Order order) {
        WindowSeries series = WindowSeries.of(order.program());
        List<Batch<Long>> batches = Inputs.windowBatches(order.program(), order.size());
        return series.warmedUp(effort -> {
            PartedPasses<Tuple3<Long, Long, Long>, Digest> slides = new PartedPasses<>(
                    new Slides(series),
                    PassOutput.digest((digest, joined) -> Output.joined(digest, joined.f0(), joined.f1(), joined.f2())),
                    Batch.PARTS);
            return new JetRun<>(batches, series.slide().toMillis(), slides).run(records -> windows(series, records));
        });
    }

    private static StreamStage<Tuple3<Long, Long, Long>> windows(WindowSeries series, StreamSourceStage<Long> records) {
        StreamStage<Long> both = records.withNativeTimestamps(0);
        StreamStageWithKey<Long, Long> right = both.filter(JoinSteps::isRight).groupingKey(JoinSteps::key);
        return both.filter(JoinSteps::isLeft)
                .<Long>groupingKey(JoinSteps::key)
                .window(WindowDefinition.sliding(
                        series.window().toMillis(), series.slide().toMillis()))
                .aggregate2(mapping(JoinSteps::value, toList()), right, mapping(JoinSteps::value, toList()))
                .flatMap(JetJoin::joined);
    }

    private static Traverser<Tuple3<Long, Long, Long>> joined(
            KeyedWindowResult<Long, Tuple2<List<Long>, List<Long>>> window) {
        List<Long> rights = window.result().f1();
        return Traversers.traverseIterable(window.result().f0())
                .flatMap(left ->
                        Traversers.traverseIterable(rights).map(right -> Tuple3.tuple3(window.key(), left, right)));
    }
}
