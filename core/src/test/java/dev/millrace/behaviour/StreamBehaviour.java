package dev.millrace.behaviour;

import dev.millrace.DStream;
import dev.millrace.HashPartitioner;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StorageLevel;
import dev.millrace.StreamingContextBuilder;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What streams' operations without windows and state show in three batches, the second of them empty. */
abstract class StreamBehaviour {
    private static final String[] LINES = {"a:1 b:2 a:3", "", "c:4"};
    private static final String[] OTHERS = {"a:7 x:8", "b:9", ""};

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    private ShownStreams streams() {
        return new ShownStreams(builder());
    }

    private static <T> Iterator<T> twice(T value) {
        return List.of(value, value).iterator();
    }

    private static <T> Iterator<T> firstOf(Iterator<T> records) {
        return records.hasNext()
                ? List.of(records.next()).iterator()
                : List.<T>of().iterator();
    }

    @Test
    void elements() {
        try (ShownStreams streams = streams()) {
            DStream<String> words = streams.words.map(word -> word.substring(0, 1));
            streams.see("map", words, "[a, a, b] [] [c]");
            streams.see("filter", words.filter("a"::equals), "[a, a] [] []");
            streams.see("flatMap", words.flatMap(StreamBehaviour::twice), "[a, a, a, a, b, b] [] [c, c]");
            streams.see("mapMulti", words.<Integer>mapMulti((word, out) -> out.accept(1)), "[1, 1, 1] [] [1]");
            streams.see("mapToPair", words.mapToPair(word -> Pair.of(word, 1)), "[(a,1), (a,1), (b,1)] [] [(c,1)]");
            streams.see(
                    "flatMapToPair",
                    words.flatMapToPair(word -> twice(Pair.of(word, 1))),
                    "[(a,1), (a,1), (a,1), (a,1), (b,1), (b,1)] [] [(c,1), (c,1)]");
            streams.see("keyBy", words.keyBy(String::length), "[(1,a), (1,a), (1,b)] [] [(1,c)]");
            streams.see("mapPartitions", words.mapPartitions(StreamBehaviour::firstOf), "[a, b] [] [c]");
            streams.see(
                    "mapPartitionsToPair",
                    words.mapPartitionsToPair(records -> firstOf(Pair.of(records.hasNext(), 1))),
                    "[(true,1), (true,1)] [(false,1), (false,1)] [(false,1), (true,1)]");
            streams.see("glom", words.glom(), "[[a], [b, a]] [[], []] [[], [c]]");
            streams.see("count", words.count(), "[3] [0] [1]");
            streams.see("countByValue", words.countByValue(), "[(a,2), (b,1)] [] [(c,1)]");
            streams.see("countByValue into 3", words.countByValue(3), "[(a,2), (b,1)] [] [(c,1)]");
            streams.see("reduce", words.map(word -> 1).reduce(Integer::sum), "[3] [] [1]");
            DStream<String> others = streams.others.map(word -> word.substring(0, 1));
            streams.see("union", words.union(others), "[a, a, a, b, x] [b] [c]");
            streams.see(
                    "union of many",
                    streams.context.union(words, others, words),
                    "[a, a, a, a, a, b, b, x] [b] [c, c]");
            streams.see(
                    "union of pairs",
                    streams.context.union(ones(words), ones(others)),
                    "[(a,1), (a,1), (a,1), (b,1), (x,1)] [(b,1)] [(c,1)]");
            streams.see("repartition", words.repartition(3).glom().map(List::size), "[1, 1, 1] [0, 0, 0] [0, 0, 1]");
            streams.run(LINES, OTHERS);
        }
    }

    private static <T> Iterator<T> firstOf(T record) {
        return List.of(record).iterator();
    }

    private static PairDStream<String, Integer> ones(DStream<String> words) {
        return words.mapToPair(word -> Pair.of(word, 1));
    }

    @Test
    void valuesByKey() {
        try (ShownStreams streams = streams()) {
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            streams.see("mapValues", pairs.mapValues(n -> n * 10), "[(a,10), (a,30), (b,20)] [] [(c,40)]");
            streams.see(
                    "flatMapValues",
                    pairs.flatMapValues(n -> List.of(n, -n).iterator()),
                    "[(a,-1), (a,-3), (a,1), (a,3), (b,-2), (b,2)] [] [(c,-4), (c,4)]");
            String groups = "[(a,[1, 3]), (b,[2])] [] [(c,[4])]";
            streams.see("groupByKey", pairs.groupByKey(), groups);
            streams.see("groupByKey into 3", pairs.groupByKey(3), groups);
            streams.see("groupByKey by", pairs.groupByKey(new HashPartitioner(3)), groups);
            String sums = "[(a,4), (b,2)] [] [(c,4)]";
            streams.see("reduceByKey", pairs.reduceByKey(Integer::sum), sums);
            streams.see("reduceByKey into 3", pairs.reduceByKey(Integer::sum, 3), sums);
            streams.see("reduceByKey by", pairs.reduceByKey(Integer::sum, new HashPartitioner(3)), sums);
            String texts = "[(a,1+3), (b,2)] [] [(c,4)]";
            streams.see(
                    "combineByKey",
                    pairs.combineByKey(String::valueOf, (all, n) -> all + "+" + n, (one, other) -> one + "+" + other),
                    texts);
            streams.see(
                    "combineByKey by",
                    pairs.combineByKey(
                            String::valueOf,
                            (all, n) -> all + "+" + n,
                            (one, other) -> one + "+" + other,
                            new HashPartitioner(3)),
                    texts);
            streams.see(
                    "combineByKey at the key's place",
                    pairs.<String>combineByKey(
                            String::valueOf,
                            (all, n) -> all + "+" + n,
                            (one, other) -> {
                                throw new IllegalStateException("combined before the exchange");
                            },
                            new HashPartitioner(3),
                            false),
                    texts);
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void twoStreams() {
        try (ShownStreams streams = streams()) {
            PairDStream<String, Integer> left = ShownStreams.pairs(streams.words);
            PairDStream<String, Integer> right = ShownStreams.pairs(streams.others);
            HashPartitioner three = new HashPartitioner(3);
            String groups = "[(a,([1, 3],[7])), (b,([2],[])), (x,([],[8]))] [(b,([],[9]))] [(c,([4],[]))]";
            streams.see("cogroup", left.cogroup(right), groups);
            streams.see("cogroup into 3", left.cogroup(right, 3), groups);
            streams.see("cogroup by", left.cogroup(right, three), groups);
            String inner = "[(a,(1,7)), (a,(3,7))] [] []";
            streams.see("join", left.join(right), inner);
            streams.see("join into 3", left.join(right, 3), inner);
            streams.see("join by", left.join(right, three), inner);
            String leftOuter =
                    "[(a,(1,Optional[7])), (a,(3,Optional[7])), (b,(2,Optional.empty))] [] [(c,(4,Optional.empty))]";
            streams.see("leftOuterJoin", left.leftOuterJoin(right), leftOuter);
            streams.see("leftOuterJoin into 3", left.leftOuterJoin(right, 3), leftOuter);
            streams.see("leftOuterJoin by", left.leftOuterJoin(right, three), leftOuter);
            String rightOuter =
                    "[(a,(Optional[1],7)), (a,(Optional[3],7)), (x,(Optional.empty,8))] [(b,(Optional.empty,9))] []";
            streams.see("rightOuterJoin", left.rightOuterJoin(right), rightOuter);
            streams.see("rightOuterJoin into 3", left.rightOuterJoin(right, 3), rightOuter);
            streams.see("rightOuterJoin by", left.rightOuterJoin(right, three), rightOuter);
            String full =
                    "[(a,(Optional[1],Optional[7])), (a,(Optional[3],Optional[7])), (b,(Optional[2],Optional.empty)),"
                            + " (x,(Optional.empty,Optional[8]))] [(b,(Optional.empty,Optional[9]))] [(c,(Optional[4],Optional.empty))]";
            streams.see("fullOuterJoin", left.fullOuterJoin(right), full);
            streams.see("fullOuterJoin into 3", left.fullOuterJoin(right, 3), full);
            streams.see("fullOuterJoin by", left.fullOuterJoin(right, three), full);
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void anythingThatRddsCanDo() {
        try (ShownStreams streams = streams()) {
            DStream<String> words = streams.words;
            PairDStream<String, Integer> left = ShownStreams.pairs(words);
            streams.see("transform", words.transform(rdd -> rdd.distinct()), "[a:1, a:3, b:2] [] [c:4]");
            streams.see(
                    "transform at a time",
                    words.transform((rdd, time) -> {
                        long second = time.getEpochSecond() - 3_600;
                        return rdd.map(word -> word + "@" + second);
                    }),
                    "[a:1@1, a:3@1, b:2@1] [] [c:4@3]");
            streams.see(
                    "transformToPair",
                    words.transformToPair(rdd -> rdd.keyBy(String::length)),
                    "[(3,a:1), (3,a:3), (3,b:2)] [] [(3,c:4)]");
            streams.see(
                    "transformToPair of pairs",
                    left.transformToPair((rdd, time) -> rdd.mapValues(n -> -n)),
                    "[(a,-1), (a,-3), (b,-2)] [] [(c,-4)]");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void anythingThatRddsOfSeveralStreamsCanDo() {
        try (ShownStreams streams = streams()) {
            DStream<String> words = streams.words;
            DStream<String> others = streams.others;
            PairDStream<String, Integer> left = ShownStreams.pairs(words);
            PairDStream<String, Integer> right = ShownStreams.pairs(others);
            streams.see("transform of pairs", left.transform(rdd -> rdd.keys().distinct()), "[a, b] [] [c]");
            streams.see(
                    "transformWith",
                    words.transformWith(others, (one, other, time) -> one.union(other)),
                    "[a:1, a:3, a:7, b:2, x:8] [b:9] [c:4]");
            streams.see(
                    "transformWith pairs",
                    words.transformWith(right, (one, other, time) -> one.union(other.keys())),
                    "[a, a:1, a:3, b:2, x] [b] [c:4]");
            streams.see(
                    "transformWith of pairs",
                    left.transformWith(others, (one, other, time) -> one.keys().union(other)),
                    "[a, a, a:7, b, x:8] [b:9] [c]");
            streams.see(
                    "transformWith of pairs with pairs",
                    left.transformWith(
                            right,
                            (one, other, time) -> one.subtractByKey(other).values()),
                    "[2] [] [4]");
            streams.see(
                    "transformWithToPair",
                    words.transformWithToPair(
                            others,
                            (one, other, time) -> one.keyBy(word -> word.charAt(0))
                                    .subtractByKey(other.keyBy(word -> word.charAt(0)))),
                    "[(b,b:2)] [] [(c,c:4)]");
            streams.see(
                    "transformWithToPair pairs",
                    words.transformWithToPair(
                            right,
                            (one, other, time) ->
                                    one.keyBy(word -> word.substring(0, 1)).subtractByKey(other)),
                    "[(b,b:2)] [] [(c,c:4)]");
            streams.see(
                    "transformWithToPair of pairs",
                    left.transformWithToPair(
                            others, (one, other, time) -> one.subtractByKey(other.keyBy(word -> word.substring(0, 1)))),
                    "[(b,2)] [] [(c,4)]");
            streams.see(
                    "transformWithToPair of pairs with pairs",
                    left.transformWithToPair(right, (one, other, time) -> one.subtractByKey(other)),
                    "[(b,2)] [] [(c,4)]");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void rddsOfAnyNumberOfStreamsAreTransformed() {
        try (ShownStreams streams = streams()) {
            DStream<String> words = streams.words;
            DStream<String> others = streams.others;
            PairDStream<String, Integer> right = ShownStreams.pairs(others);
            streams.see(
                    "transform of several",
                    streams.context.transform(
                            List.of(words, others, right.toDStream()),
                            (rdds, time) -> rdds.get(0)
                                    .map(one -> "" + one)
                                    .union(rdds.get(2).map(one -> "" + one))),
                    "[(a,7), (x,8), a:1, a:3, b:2] [(b,9)] [c:4]");
            streams.see(
                    "transformToPair of several",
                    streams.context.transformToPair(
                            List.of(words, others),
                            (rdds, time) -> rdds.get(1).mapToPair(word -> Pair.of(String.valueOf(word), 1))),
                    "[(a:7,1), (x:8,1)] [(b:9,1)] []");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void keptStreamsAreComputedOnce() {
        Seen.take();
        try (ShownStreams streams = streams()) {
            DStream<String> kept = streams.words.map(Seen::add).cache();
            streams.see("cache", kept, "[a:1, a:3, b:2] [] [c:4]");
            streams.see("of cache", kept.count(), "[3] [0] [1]");
            PairDStream<String, Integer> pairs =
                    ShownStreams.pairs(streams.words.map(Seen::add)).persist(StorageLevel.MEMORY_AND_DISK);
            streams.see("persist", pairs, "[(a,1), (a,3), (b,2)] [] [(c,4)]");
            streams.see("of persist", pairs.keyBy(Pair::key).count(), "[3] [0] [1]");
            streams.run(LINES, OTHERS);
        }
        List<Object> seen = Seen.take();
        org.junit.jupiter.api.Assertions.assertEquals(2 * 4, seen.size());
        org.junit.jupiter.api.Assertions.assertEquals(Set.of("a:1", "b:2", "a:3", "c:4"), Set.copyOf(seen));
    }
}
