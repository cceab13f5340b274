package dev.millrace.behaviour;

import dev.millrace.HashPartitioner;
import dev.millrace.MapWithStateDStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.PairRDD;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContextBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What streams of kept state show in five batches. */
abstract class StateStreamBehaviour {
    private static final String[] LINES = {"a:1 b:2 a:3", "", "b:-2 c:4", "", "a:5"};
    private static final String[] OTHERS = {"", "", "", "", ""};

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    /** A key's sum; one of 0 goes. */
    private static Optional<Integer> sum(List<Integer> values, Optional<Integer> before) {
        int sum = before.orElse(0) + values.stream().mapToInt(n -> n).sum();
        return sum == 0 ? Optional.empty() : Optional.of(sum);
    }

    @Test
    void updateStateByKeyVisitsAllKeys() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            PairRDD<String, Integer> initial =
                    PairRDD.fromRDD(streams.context.parallelize(List.of(Pair.of("a", 10), Pair.of("z", 26)), 2));
            HashPartitioner three = new HashPartitioner(3);
            String sums = "[(a,4), (b,2)] [(a,4), (b,2)] [(a,4), (c,4)] [(a,4), (c,4)] [(a,9), (c,4)]";
            String after = "[(a,14), (b,2), (z,26)] [(a,14), (b,2), (z,26)] [(a,14), (c,4), (z,26)]"
                    + " [(a,14), (c,4), (z,26)] [(a,19), (c,4), (z,26)]";
            streams.see("updateStateByKey", pairs.updateStateByKey(StateStreamBehaviour::sum), sums);
            streams.see("into 3", pairs.updateStateByKey(StateStreamBehaviour::sum, 3), sums);
            streams.see("by", pairs.updateStateByKey(StateStreamBehaviour::sum, three), sums);
            streams.see("initial", pairs.updateStateByKey(StateStreamBehaviour::sum, initial), after);
            streams.see("by, initial", pairs.updateStateByKey(StateStreamBehaviour::sum, three, initial), after);
            streams.run(LINES, OTHERS);
        }
    }

    private static String call(String key, Optional<Integer> value, State<Integer> state) {
        if (state.isTimingOut()) {
            return key + " was " + state.get();
        }
        int sum = (state.exists() ? state.get() : 0) + value.orElse(0);
        if (sum == 0) {
            state.remove();
            return key + " ends";
        }
        state.update(sum);
        return key + "=" + sum;
    }

    @Test
    void mapWithStateCallsForEachRecord() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            StateSpec<String, Integer, Integer, String> spec = StateSpec.function(StateStreamBehaviour::call);
            MapWithStateDStream<String, Integer, Integer, String> mapped = pairs.mapWithState(spec);
            streams.see("mapWithState", mapped, "[a=1, a=4, b=2] [] [b ends, c=4] [] [a=9]");
            String states = "[(a,4), (b,2)] [(a,4), (b,2)] [(a,4), (c,4)] [(a,4), (c,4)] [(a,9), (c,4)]";
            streams.see("stateSnapshots", mapped.stateSnapshots(), states);
            streams.see(
                    "snapshots into 3",
                    pairs.mapWithState(spec.numPartitions(3)).stateSnapshots(),
                    states);
            streams.see(
                    "snapshots by",
                    pairs.mapWithState(spec.partitioner(new HashPartitioner(3))).stateSnapshots(),
                    states);
            streams.see(
                    "initialState",
                    pairs.mapWithState(spec.initialState(
                            PairRDD.fromRDD(streams.context.parallelize(List.of(Pair.of("a", 10)), 1)))),
                    "[a=11, a=14, b=2] [] [b ends, c=4] [] [a=19]");
            streams.see(
                    "timeout",
                    pairs.mapWithState(spec.timeout(Duration.ofMillis(1_500))),
                    "[a=1, a=4, b=2] [] [a was 4, b ends, c=4] [] [a=5, c was 4]");
            StateSpec<String, Integer, Integer, String> atATime = StateSpec.function(
                    (Instant time, String key, Optional<Integer> value, State<Integer> state) -> key.equals("a")
                            ? Optional.of(key + "@" + (time.getEpochSecond() - 3_600))
                            : Optional.empty());
            streams.see("at a time", pairs.mapWithState(atATime), "[a@1, a@1] [] [] [] [a@5]");
            streams.run(LINES, OTHERS);
        }
    }
}
