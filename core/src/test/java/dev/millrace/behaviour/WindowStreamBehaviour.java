package dev.millrace.behaviour;

import dev.millrace.DStream;
import dev.millrace.HashPartitioner;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContextBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What windowed streams show in seven batches; the first batch is at 1 s, where no window of an even slide ends. */
abstract class WindowStreamBehaviour {
    private static final String[] LINES = {"a:1 b:2", "a:3", "", "c:5", "", "", "a:1"};
    private static final String[] OTHERS = {"", "", "", "", "", "", ""};

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    private static Duration s(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void records() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            DStream<String> words = streams.words;
            streams.see("window", words.window(s(2)), "[a:1, b:2] [a:1, a:3, b:2] [a:3] [c:5] [c:5] [] [a:1]");
            streams.see("window and slide", words.window(s(3), s(2)), "[a:1, a:3, b:2] [a:3, c:5] [c:5]");
            streams.see("countByWindow", words.countByWindow(s(3), s(2)), "[3] [2] [1]");
            streams.see(
                    "countByValueAndWindow",
                    words.map(word -> word.charAt(0)).countByValueAndWindow(s(2), s(1)),
                    "[(a,1), (b,1)] [(a,2), (b,1)] [(a,1)] [(c,1)] [(c,1)] [] [(a,1)]");
            streams.see(
                    "countByValueAndWindow into 3",
                    words.map(word -> word.charAt(0)).countByValueAndWindow(s(3), s(2), 3),
                    "[(a,2), (b,1)] [(a,1), (c,1)] [(c,1)]");
            DStream<Integer> numbers = ShownStreams.pairs(words).map(pair -> pair.value());
            streams.see(
                    "reduceByWindow", numbers.reduceByWindow(Integer::sum, s(2), s(1)), "[3] [6] [3] [5] [5] [] [1]");
            streams.see(
                    "reduceByWindow with an inverse",
                    numbers.reduceByWindow(Integer::sum, (all, gone) -> all - gone, s(2), s(1)),
                    "[3] [6] [3] [5] [5] [0] [1]");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void byKey() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            HashPartitioner three = new HashPartitioner(3);
            String eachSecond = "[(a,[1]), (b,[2])] [(a,[1, 3]), (b,[2])] [(a,[3])] [(c,[5])] [(c,[5])] [] [(a,[1])]";
            String everyTwo = "[(a,[1, 3]), (b,[2])] [(a,[3]), (c,[5])] [(c,[5])]";
            streams.see("groupByKeyAndWindow", pairs.groupByKeyAndWindow(s(2)), eachSecond);
            streams.see("groupByKeyAndWindow and slide", pairs.groupByKeyAndWindow(s(3), s(2)), everyTwo);
            streams.see("groupByKeyAndWindow into 3", pairs.groupByKeyAndWindow(s(3), s(2), 3), everyTwo);
            streams.see("groupByKeyAndWindow by", pairs.groupByKeyAndWindow(s(3), s(2), three), everyTwo);
            String sums = "[(a,1), (b,2)] [(a,4), (b,2)] [(a,3)] [(c,5)] [(c,5)] [] [(a,1)]";
            String sumsOfTwo = "[(a,4), (b,2)] [(a,3), (c,5)] [(c,5)]";
            streams.see("reduceByKeyAndWindow", pairs.reduceByKeyAndWindow(Integer::sum, s(2)), sums);
            streams.see("and slide", pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(2)), sumsOfTwo);
            streams.see("into 3", pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(2), 3), sumsOfTwo);
            streams.see("by", pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(2), three), sumsOfTwo);
            streams.see(
                    "with an inverse",
                    pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, s(3), s(2)),
                    "[(a,4), (b,2)] [(a,3), (b,0), (c,5)] [(a,0), (b,0), (c,5)]");
            streams.see(
                    "with an inverse and a filter into 3",
                    pairs.reduceByKeyAndWindow(
                            Integer::sum, (all, gone) -> all - gone, s(3), s(2), 3, pair -> pair.value() > 0),
                    sumsOfTwo);
            streams.see(
                    "with an inverse and a filter by",
                    pairs.reduceByKeyAndWindow(
                            Integer::sum, (all, gone) -> all - gone, s(2), s(1), three, pair -> pair.value() > 0),
                    sums);
            streams.see(
                    "combineByKeyAndWindow",
                    pairs.combineByKeyAndWindow(
                            String::valueOf, (all, n) -> all + "+" + n, (one, other) -> one + "+" + other, s(3), s(2)),
                    "[(a,1+3), (b,2)] [(a,3), (c,5)] [(c,5)]");
            streams.run(LINES, OTHERS);
        }
    }

    /** A count of nothing between slides once reached the operator behind it. */
    @Test
    void whatComesOfNothingBetweenSlidesDoesntReachState() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            DStream<Long> counts = streams.words.window(s(2), s(2)).count();
            streams.see(
                    "updateStateByKey of counts",
                    counts.keyBy(count -> "all")
                            .<Long>updateStateByKey(
                                    (values, before) -> Optional.of(before.orElse(0L) * 10 + values.size())),
                    "[(all,1)] [(all,11)] [(all,111)]");
            streams.see(
                    "window of counts", counts.window(s(4)).glom().map(all -> 1).count(), "[2] [2] [2]");
            streams.see("collected counts", counts.window(s(4)), "[3] [1, 3] [0, 1]");
            streams.see(
                    "countByValueAndWindow of counts",
                    counts.countByValueAndWindow(s(4), s(2)),
                    "[(3,1)] [(1,1), (3,1)] [(0,1), (1,1)]");
            streams.run(LINES, OTHERS);
        }
    }
}
