package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.StreamSourceStage;
import com.hazelcast.jet.pipeline.StreamStage;
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
import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.Inputs;
import dev.millrace.benchmarks.program.Output;
import dev.millrace.benchmarks.program.TopWords;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What there is for Jet. */
public final class JetPeer implements Peer {
    static final long PASS_MILLIS = 1;

    @Override
    public boolean runs(Program program, Side side) {
        return side == Side.JET;
    }

    @Override
    public Contestant contestant(Order order) {
        int size = order.size();
        return switch (order.program()) {
            case LONGS -> passes(Inputs.longs(size), JetPrograms::longs, PassOutput.digest(Output::value));
            case READINGS -> passes(Inputs.readings(size), JetPrograms::readings, PassOutput.digest(Output::alert));
            case COUNT_10, COUNT_10K, COUNT_1M, COUNT_10M, COUNT_UNIFORM, COUNT_ZIPF, COUNT_HOT ->
                passes(Inputs.keysOf(order.program(), size), JetPrograms::count, PassOutput.digest(JetPeer::count));
            case WORD_COUNT -> passes(Inputs.lines(size), JetPrograms::wordCount, PassOutput.digest(JetPeer::count));
            case GREP -> passes(Inputs.lines(size), JetPrograms::grep, PassOutput.digest(Output::line));
            case TOP_WORDS ->
                passes(
                        Inputs.lines(size),
                        JetPrograms::wordCount,
                        new PassOutput<>(
                                TopWords::new,
                                (top, counted) -> top.add(counted.key(), counted.result()),
                                TopWords::merged));
            case WINDOW_SUM, WINDOW_SUM_FIRST, WINDOW_MAX_FIRST -> JetWindows.of(order);
            case AD_VIEWS -> {
                Batch<AdEvent> events = Inputs.adEvents(size);
                yield effort -> new JetRun<>(
                                List.of(events),
                                JetPrograms.AD_WINDOW_MILLIS,
                                new PartedPasses<>(
                                        new Passes(size, effort),
                                        PassOutput.<KeyedWindowResult<Long, Long>>digest(JetPeer::count),
                                        Batch.PARTS))
                        .run(JetPrograms::adViews);
            }
            case JOIN_TABLE ->
                passes(
                        Inputs.keysOfTable(size),
                        JetJoin::withTable,
                        PassOutput.digest(
                                (digest, joined) -> Output.count(digest, joined.getKey(), joined.getValue())));
            case JOIN_WINDOWS -> JetJoin.ofWindows(order);
            case LATENCY_100K, LATENCY_1M -> new JetLatency(size);
            case COUNT_BURST -> burst(Inputs.keysOf(order.program(), size));
            case STATE_OF_COUNTS -> state(size);
            default -> throw new IllegalArgumentException("nobody wrote " + order.program() + " for Jet");
        };
    }

    static Digest count(Digest digest, KeyedWindowResult<?, Long> counted) {
        return Output.count(digest, counted.key(), counted.result());
    }

    private static Contestant burst(Batch<Long> batch) {
        return effort -> {
            PartedPasses<KeyedWindowResult<Long, Long>, Digest> passes = new PartedPasses<>(
                    new Burst(batch.records(), effort), PassOutput.digest(JetPeer::count), Batch.PARTS);
            return new JetRun<>(List.of(batch), PASS_MILLIS, passes).run(JetPrograms::count);
        };
    }

    private static Contestant state(int keys) {
        return effort -> {
            List<Batch<Long>> chunks = Inputs.chunks(keys, HeapSeries.CHUNKS);
            HeapSeries series = new HeapSeries(chunks.get(0).records(), () -> 0);
            PartedPasses<Map.Entry<Long, Long>, Digest> passes = PartedPasses.oneByOne(
                    series,
                    PassOutput.digest((digest, counted) -> Output.count(digest, counted.getKey(), counted.getValue())),
                    Batch.PARTS);
            return new JetRun<>(chunks, PASS_MILLIS, passes).run(JetPrograms::runningCounts);
        };
    }

    private static <T, R, A> Contestant passes(
            Batch<T> batch, Function<StreamSourceStage<T>, StreamStage<R>> program, PassOutput<R, A> output) {
        return effort -> {
            PartedPasses<R, A> passes = new PartedPasses<>(new Passes(batch.records(), effort), output, Batch.PARTS);
            return new JetRun<>(List.of(batch), PASS_MILLIS, passes).run(program);
        };
    }
}
