package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.BatchTimes;
import dev.millrace.benchmarks.fork.Burst;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.HeapSeries;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.fork.PassOutput;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.fork.StateSeries;
import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.input.Reading;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.TopWords;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;

/** What there is for Flink. */
public final class FlinkPeer implements Peer {
    static final long PASS_MILLIS = 1;

    @Override
    public boolean runs(Program program, Side side) {
        return side == Side.FLINK;
    }

    @Override
    public Contestant contestant(Order order) {
        int size = order.size();
        return switch (order.program()) {
            case LONGS ->
                passes(Inputs.longs(size), Types.LONG, FlinkPrograms::longs, PassOutput.digest(Output::value));
            case READINGS ->
                passes(
                        Inputs.readings(size),
                        TypeInformation.of(Reading.class),
                        FlinkPrograms::readings,
                        PassOutput.digest(Output::alert));
            case COUNT_10, COUNT_10K, COUNT_1M, COUNT_10M, COUNT_UNIFORM, COUNT_ZIPF, COUNT_HOT ->
                passes(
                        Inputs.keysOf(order.program(), size),
                        Types.LONG,
                        FlinkPrograms::count,
                        PassOutput.digest(FlinkPeer::count));
            case WORD_COUNT -> lines(size, FlinkPrograms::wordCount, PassOutput.digest(FlinkPeer::count));
            case GREP -> lines(size, FlinkPrograms::grep, PassOutput.digest(Output::line));
            case TOP_WORDS ->
                lines(
                        size,
                        FlinkPrograms::wordCount,
                        new PassOutput<>(
                                TopWords::new, (top, counted) -> top.add(counted.f0, counted.f1), TopWords::merged));
            case WINDOW_SUM_FEW, WINDOW_MAX_FEW -> FlinkWindows.of(order);
            case AD_VIEWS -> {
                Batch<AdEvent> events = Inputs.adEvents(size);
                yield effort -> new FlinkRun<>(
                                List.of(events),
                                FlinkPrograms.AD_WINDOW.toMillis(),
                                new PartedPasses<>(
                                        new Passes(size, effort),
                                        PassOutput.<Tuple2<Long, Long>>digest(FlinkPeer::count),
                                        Batch.PARTS))
                        .run(TypeInformation.of(AdEvent.class), FlinkPrograms::adViews);
            }
            case JOIN_TABLE -> joinTable(size);
            case JOIN_WINDOWS -> FlinkJoin.ofWindows(order);
            case LATENCY_100K, LATENCY_1M -> new FlinkLatency(size);
            case COUNT_BURST -> burst(Inputs.keysOf(order.program(), size));
            case STATE_OF_COUNTS -> state(size);
            case STATE_10M -> checkpointed(order);
            default -> throw new IllegalArgumentException("nobody wrote " + order.program() + " for Flink");
        };
    }

    static Digest count(Digest digest, Tuple2<?, Long> counted) {
        return Output.count(digest, counted.f0, counted.f1);
    }

    private static <R, A> Contestant lines(
            int size, Function<DataStream<String>, DataStream<R>> program, PassOutput<R, A> output) {
        return passes(Inputs.lines(size), Types.STRING, program, output);
    }

    private static Contestant burst(Batch<Long> batch) {
        return effort -> {
            PartedPasses<Tuple2<Long, Long>, Digest> passes = new PartedPasses<>(
                    new Burst(batch.records(), effort), PassOutput.digest(FlinkPeer::count), Batch.PARTS);
            return new FlinkRun<>(List.of(batch), PASS_MILLIS, passes).run(Types.LONG, FlinkPrograms::count);
        };
    }

    private static Contestant state(int keys) {
        return effort -> {
            List<Batch<Long>> chunks = Inputs.chunks(keys, HeapSeries.CHUNKS);
            HeapSeries series = new HeapSeries(chunks.get(0).records(), () -> 0);
            PartedPasses<Tuple2<Long, Long>, Digest> passes =
                    PartedPasses.oneByOne(series, PassOutput.digest(FlinkPeer::count), Batch.PARTS);
            return new FlinkRun<>(chunks, PASS_MILLIS, passes).run(Types.LONG, FlinkPrograms::runningCounts);
        };
    }

    private static Contestant joinTable(int size) {
        return effort -> {
            Batch<Long> batch = Inputs.keysOfTable(size);
            // One by one: the watermark that ends the table may come later than those of two passes.
            PartedPasses<Tuple2<Long, Long>, Digest> passes =
                    PartedPasses.oneByOne(new Passes(size, effort), PassOutput.digest(FlinkPeer::count), Batch.PARTS);
            return new FlinkRun<>(List.of(batch), PASS_MILLIS, passes)
                    .holdingBackFor(Batch.PARTS)
                    .run(Types.LONG, FlinkJoin::withTable);
        };
    }

    private static Contestant checkpointed(Order order) {
        return effort -> {
            StateSeries series = StateSeries.of(order.program(), order.side(), effort);
            List<Batch<Long>> different = Inputs.stateBatches(order.size(), series);
            List<Batch<Long>> batches = IntStream.range(0, series.batches())
                    .mapToObj(batch -> different.get(series.input(batch)))
                    .toList();
            PartedPasses<Tuple2<Long, Long>, Digest> passes =
                    PartedPasses.oneByOne(new BatchTimes(series), PassOutput.digest(FlinkPeer::count), Batch.PARTS);
            return new FlinkRun<>(batches, PASS_MILLIS, passes)
                    .checkpointingTo(order.data().resolve("checkpoint"))
                    .run(Types.LONG, FlinkPrograms::counts);
        };
    }

    private static <T, R, A> Contestant passes(
            Batch<T> batch,
            TypeInformation<T> type,
            Function<DataStream<T>, DataStream<R>> program,
            PassOutput<R, A> output) {
        return effort -> {
            PartedPasses<R, A> passes = new PartedPasses<>(new Passes(batch.records(), effort), output, Batch.PARTS);
            return new FlinkRun<>(List.of(batch), PASS_MILLIS, passes).run(type, program);
        };
    }
}
