package dev.millrace.behaviour;

import static dev.millrace.behaviour.Numbers.VALUES;
import static dev.millrace.behaviour.Numbers.add;
import static dev.millrace.behaviour.Numbers.each;
import static dev.millrace.behaviour.Numbers.eachKey;
import static dev.millrace.behaviour.Numbers.mix;
import static dev.millrace.behaviour.Numbers.sum;
import static dev.millrace.behaviour.Numbers.where;

import dev.millrace.DStream;
import dev.millrace.HashPartitioner;
import dev.millrace.OutputTag;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.TaggedDStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An operation of random programs twice: on streams, and on their histories. Streams hold numbers from 0 to 49; {@code a} is
 * from 1 to 4. What depends on the order of records or on partitions isn't here: that is the suite's of RDDs.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum StreamStep {
    MAP(
            (s, o, a, slide) -> s.map(n -> (n * a + 1) % VALUES),
            (h, o, a) -> h.each(all -> each(all, n -> List.of((n * a + 1) % VALUES)))),
    FILTER(
            (s, o, a, slide) -> s.filter(n -> n % (a + 1) != 0),
            (h, o, a) -> h.each(all -> where(all, n -> n % (a + 1) != 0))),
    FLAT_MAP(
            (s, o, a, slide) -> s.flatMap(n -> Numbers.some(n, a).iterator()),
            (h, o, a) -> h.each(all -> each(all, n -> Numbers.some(n, a)))),
    MAP_MULTI(
            (s, o, a, slide) -> s.mapMulti((n, out) -> Numbers.some(n, a).forEach(out::accept)),
            (h, o, a) -> h.each(all -> each(all, n -> Numbers.some(n, a)))),
    GLOM(
            (s, o, a, slide) -> s.glom().flatMap(all -> List.copyOf(all).iterator()), //
            (h, o, a) -> h),
    REPARTITION((s, o, a, slide) -> s.repartition(a), (h, o, a) -> h),
    CACHE((s, o, a, slide) -> s.map(n -> n).cache(), (h, o, a) -> h),
    COUNT((s, o, a, slide) -> s.count().map(Numbers::small), (h, o, a) -> h.each(all -> List.of(all.size() % VALUES))),
    REDUCE(
            (s, o, a, slide) -> s.reduce(Numbers::add),
            (h, o, a) -> h.each(all -> all.isEmpty() ? List.of() : List.of(sum(all)))),
    COUNT_BY_VALUE(
            (s, o, a, slide) -> s.countByValue(a).toDStream().map(pair -> mix(pair.key(), pair.value())),
            (h, o, a) -> h.each(Numbers::countedByValue)),
    UNION((s, o, a, slide) -> s.union(o), (h, o, a) -> h.with(o, Numbers::both)),
    DISTINCT(
            (s, o, a, slide) -> s.transform(rdd -> rdd.distinct(a)),
            (h, o, a) -> h.each(all -> new ArrayList<>(new TreeSet<>(all)))),
    SORT_BY((s, o, a, slide) -> s.transform(rdd -> rdd.sortBy(n -> n, true, a)), (h, o, a) -> h),
    SUBTRACT_BY_KEY(
            (s, o, a, slide) -> s.transformWith(
                    o,
                    (one, other, time) -> one.keyBy(n -> n % (5 * a))
                            .subtractByKey(other.keyBy(n -> n % (5 * a)))
                            .values()),
            (h, o, a) -> h.with(o, (one, other) -> {
                Map<Integer, List<Integer>> gone = History.byKey(other, 5 * a);
                return where(one, n -> !gone.containsKey(n % (5 * a)));
            })),
    REDUCE_BY_KEY(
            (s, o, a, slide) -> pairs(s, a).reduceByKey(Numbers::add, a).map(Numbers::mixed),
            (h, o, a) -> h.each(all -> eachKey(all, 5 * a, (key, values) -> mix(key, sum(values))))),
    GROUP_BY_KEY(
            (s, o, a, slide) -> pairs(s, a).groupByKey().mapValues(Numbers::sum).map(Numbers::mixed),
            (h, o, a) -> h.each(all -> eachKey(all, 5 * a, (key, values) -> mix(key, sum(values))))),
    COMBINE_BY_KEY(
            (s, o, a, slide) -> pairs(s, a)
                    .<Integer>combineByKey(n -> n, Numbers::add, Numbers::add, new HashPartitioner(a), a > 2)
                    .map(Numbers::mixed),
            (h, o, a) -> h.each(all -> eachKey(all, 5 * a, (key, values) -> mix(key, sum(values))))),
    JOIN(
            (s, o, a, slide) -> sums(s, a)
                    .join(sums(o, a), a)
                    .map(pair -> add(pair.value().left(), pair.value().right())),
            (h, o, a) -> h.with(o, (one, other) -> Numbers.joined(one, other, 5 * a, false, false))),
    LEFT_OUTER_JOIN(
            (s, o, a, slide) -> sums(s, a)
                    .leftOuterJoin(sums(o, a))
                    .map(pair -> add(pair.value().left(), pair.value().right().orElse(7))),
            (h, o, a) -> h.with(o, (one, other) -> Numbers.joined(one, other, 5 * a, true, false))),
    FULL_OUTER_JOIN(
            (s, o, a, slide) -> sums(s, a)
                    .fullOuterJoin(sums(o, a), a)
                    .map(pair -> add(
                            pair.value().left().orElse(7), pair.value().right().orElse(7))),
            (h, o, a) -> h.with(o, (one, other) -> Numbers.joined(one, other, 5 * a, true, true))),
    COGROUP(
            (s, o, a, slide) -> pairs(s, a)
                    .cogroup(pairs(o, a))
                    .map(pair -> mix(sum(pair.value().left()), sum(pair.value().right()))),
            (h, o, a) -> h.with(o, (one, other) -> {
                Map<Integer, List<Integer>> right = History.byKey(other, 5 * a);
                Map<Integer, List<Integer>> left = History.byKey(one, 5 * a);
                TreeSet<Integer> keys = new TreeSet<>(left.keySet());
                keys.addAll(right.keySet());
                return keys.stream()
                        .map(key ->
                                mix(sum(left.getOrDefault(key, List.of())), sum(right.getOrDefault(key, List.of()))))
                        .toList();
            })),
    SPLIT(
            (s, o, a, slide) -> s.split(n -> n % a == 0, n -> n % 3 == 1).get(a % 3),
            (h, o, a) -> h.each(all -> where(all, n -> (n % a == 0 ? 0 : n % 3 == 1 ? 1 : 2) == a % 3))),
    UNTAGGED((s, o, a, slide) -> tagged(s, a), (h, o, a) -> h.each(all -> where(all, n -> n % (a + 1) == 0))),
    SIDE_OUTPUT(
            (s, o, a, slide) -> tagged(s, a).sideOutput(OutputTag.<Integer>of("odd")),
            (h, o, a) -> h.each(all -> each(all, n -> List.of((n + a) % VALUES)))),
    WINDOW(
            (s, o, a, slide) -> s.window(slide.multipliedBy(1 + a), slide.multipliedBy(1 + a % 2)),
            (h, o, a) -> h.windows(1 + a, 1 + a % 2, all -> all)),
    REDUCE_BY_KEY_AND_WINDOW(
            (s, o, a, slide) -> pairs(s, a)
                    .reduceByKeyAndWindow(Numbers::add, slide.multipliedBy(a), slide.multipliedBy(1 + a % 3))
                    .map(Numbers::mixed),
            (h, o, a) -> h.windows(a, 1 + a % 3, all -> eachKey(all, 5 * a, (key, values) -> mix(key, sum(values))))),
    WITH_INVERSE(
            (s, o, a, slide) -> pairs(s, a)
                    .reduceByKeyAndWindow(
                            Integer::sum, (all, gone) -> all - gone, slide.multipliedBy(1 + a), slide.multipliedBy(1))
                    .map(Numbers::mixed),
            (h, o, a) -> {
                TreeSet<Integer> known = new TreeSet<>();
                return h.windows(1 + a, 1, all -> {
                    Map<Integer, List<Integer>> groups = History.byKey(all, 5 * a);
                    known.addAll(groups.keySet());
                    return known.stream()
                            .map(key -> mix(
                                    key,
                                    groups.getOrDefault(key, List.of()).stream()
                                            .mapToInt(n -> n)
                                            .sum()))
                            .toList();
                });
            }),
    WITH_INVERSE_AND_FILTER(
            (s, o, a, slide) -> pairs(s, a)
                    .reduceByKeyAndWindow(
                            Integer::sum,
                            (all, gone) -> all - gone,
                            slide.multipliedBy(a),
                            slide.multipliedBy(1 + a % 2),
                            a,
                            pair -> pair.value() > 0)
                    .map(Numbers::mixed),
            (h, o, a) -> h.windows(
                    a,
                    1 + a % 2,
                    all -> eachKey(
                            where(all, n -> n > 0),
                            5 * a,
                            (key, values) ->
                                    mix(key, values.stream().mapToInt(n -> n).sum())))),
    GROUP_BY_KEY_AND_WINDOW(
            (s, o, a, slide) -> pairs(s, a)
                    .groupByKeyAndWindow(slide.multipliedBy(1 + a), slide.multipliedBy(1 + a % 2))
                    .mapValues(Numbers::sum)
                    .map(Numbers::mixed),
            (h, o, a) ->
                    h.windows(1 + a, 1 + a % 2, all -> eachKey(all, 5 * a, (key, values) -> mix(key, sum(values))))),
    REDUCE_BY_WINDOW(
            (s, o, a, slide) -> s.reduceByWindow(Math::max, slide.multipliedBy(1 + a), slide.multipliedBy(1)),
            (h, o, a) -> h.windows(1 + a, 1, all -> all.isEmpty() ? all : List.of(Collections.max(all)))),
    COUNT_BY_WINDOW(
            (s, o, a, slide) -> s.countByWindow(slide.multipliedBy(a), slide.multipliedBy(1))
                    .map(Numbers::small),
            (h, o, a) -> {
                boolean[] begun = {false};
                return h.windows(a, 1, all -> {
                    begun[0] |= !all.isEmpty();
                    return begun[0] ? List.of(all.size() % VALUES) : List.of();
                });
            }),
    COUNT_BY_VALUE_AND_WINDOW(
            (s, o, a, slide) -> s.countByValueAndWindow(slide.multipliedBy(1 + a), slide.multipliedBy(1), a)
                    .map(pair -> mix(pair.key(), pair.value())),
            (h, o, a) -> h.windows(1 + a, 1, Numbers::countedByValue)),
    UPDATE_STATE_BY_KEY(
            (s, o, a, slide) -> pairs(s, a)
                    .<Integer>updateStateByKey((values, before) -> Numbers.updated(values, before.orElse(0)))
                    .map(Numbers::mixed),
            (h, o, a) -> {
                Map<Integer, Integer> state = new TreeMap<>();
                return h.each(all -> {
                    Map<Integer, List<Integer>> groups = History.byKey(all, 5 * a);
                    groups.keySet().forEach(key -> state.putIfAbsent(key, 0));
                    state.replaceAll((key, before) -> Numbers.updated(groups.getOrDefault(key, List.of()), before)
                            .orElse(-1));
                    state.values().removeIf(value -> value < 0);
                    return state.entrySet().stream()
                            .map(entry -> mix(entry.getKey(), entry.getValue()))
                            .toList();
                });
            }),
    MAP_WITH_STATE((s, o, a, slide) -> pairs(s, a).mapWithState(Numbers.counting()), (h, o, a) -> {
        Map<Integer, Integer> counts = new TreeMap<>();
        return h.each(all -> each(all, n -> List.of(Numbers.countOn(counts, n % (5 * a)))));
    }),
    STATE_SNAPSHOTS(
            (s, o, a, slide) -> pairs(s, a)
                    .mapWithState(Numbers.counting())
                    .stateSnapshots()
                    .map(Numbers::mixed),
            (h, o, a) -> {
                Map<Integer, Integer> counts = new TreeMap<>();
                return h.each(all -> {
                    all.forEach(n -> Numbers.countOn(counts, n % (5 * a)));
                    return counts.entrySet().stream()
                            .map(entry -> mix(entry.getKey(), entry.getValue()))
                            .toList();
                });
            });

    private static final OutputTag<Integer> ODD = OutputTag.of("odd");

    private final OnStreams onStreams;
    private final OnHistories onHistories;

    StreamStep(OnStreams onStreams, OnHistories onHistories) {
        this.onStreams = onStreams;
        this.onHistories = onHistories;
    }

    /** The operation, on a stream, another of the same slide, and a number. */
    private interface OnStreams {
        DStream<Integer> on(DStream<Integer> stream, DStream<Integer> other, int a, Duration slide);
    }

    /** What it means. */
    private interface OnHistories {
        History on(History history, History other, int a);
    }

    DStream<Integer> on(DStream<Integer> stream, DStream<Integer> other, int a, Duration slide) {
        return onStreams.on(stream, other, a, slide);
    }

    History on(History history, History other, int a) {
        return onHistories.on(history, other, a);
    }

    private static PairDStream<Integer, Integer> pairs(DStream<Integer> stream, int a) {
        return stream.mapToPair(n -> Pair.of(n % (5 * a), n));
    }

    /** At most one pair a key, so that joins don't multiply. */
    private static PairDStream<Integer, Integer> sums(DStream<Integer> stream, int a) {
        return pairs(stream, a).reduceByKey(Numbers::add);
    }

    private static TaggedDStream<Integer> tagged(DStream<Integer> stream, int a) {
        return stream.mapMulti(
                (n, out) -> {
                    out.accept(ODD, (n + a) % VALUES);
                    if (n % (a + 1) == 0) {
                        out.accept(n);
                    }
                },
                ODD);
    }
}
