package dev.millrace;

import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.plan.AtSlides;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Unasked;
import dev.millrace.plan.Visits;
import dev.millrace.plan.WindowTimes;
import dev.millrace.window.PaneState;
import dev.millrace.window.WindowFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How windowed streams are made: their times are checked, what a batch brings is combined where it is, and a stateful
 * operator keeps the panes.
 */
final class Windows {
    private Windows() {}

    // ---- times

    /** How often a stream has something. */
    static Duration slide(DStream<?> stream) {
        WindowTimes windows = stream.windows();
        return windows == null ? stream.context().batchInterval() : Duration.ofNanos(windows.slideNanos());
    }

    /** When an operator visits its keys that is given this stream. */
    static Visits visits(DStream<?> stream) {
        WindowTimes windows = stream.windows();
        return windows == null ? new Visits.EachBatch() : new Visits.EachSlide(windows, true);
    }

    /** Where these streams have something, null for every batch; they must agree. */
    static @Nullable WindowTimes common(List<? extends DStream<?>> streams) {
        for (DStream<?> stream : streams) {
            if (!slide(stream).equals(slide(streams.get(0)))) {
                throw new IllegalArgumentException("the streams have different slides: " + streams.get(0) + " has "
                        + slide(streams.get(0)) + ", " + stream + " has " + slide(stream)
                        + "; window(…) can give them the same");
            }
        }
        return streams.isEmpty() ? null : streams.get(0).windows();
    }

    /** The function, where these streams may have records between the ends of their windows: it must not get those. */
    static <K, V, S, R> StateFunction<K, V, S, R> betweenSlides(
            List<DStream<Pair<K, V>>> streams, StateFunction<K, V, S, R> function) {
        WindowTimes windows = common(streams);
        if (windows == null || streams.stream().noneMatch(Windows::mayGiveUnasked)) {
            return function;
        }
        return AtSlides.only(windows, function);
    }

    /** When an operator behind these streams must run although no records came, since some come of nothing. */
    static Visits unasked(List<? extends DStream<?>> streams) {
        return streams.stream().anyMatch(Windows::mayGiveUnasked) ? visits(streams.get(0)) : new Visits.Touched();
    }

    private static boolean mayGiveUnasked(DStream<?> stream) {
        return Unasked.mayCome(
                stream.template().plan(),
                place -> stream.context().declarations().madeOf(place));
    }

    /** Windows over a stream, whose lengths are multiples of its own slide. */
    private static WindowTimes times(DStream<?> stream, String verb, Duration window, Duration slide) {
        stream.context().declarations().checkOpen(verb);
        Duration every = slide(stream);
        checkMultiple(verb, "window", Checks.argument(window, "window"), every);
        checkMultiple(verb, "slide", Checks.argument(slide, "slide"), every);
        return WindowTimes.of(window, slide);
    }

    static void checkMultiple(String verb, String what, Duration duration, Duration every) {
        Checks.duration(duration, what + " of " + verb);
        if (duration.toNanos() % every.toNanos() != 0) {
            long times = duration.toNanos() / every.toNanos();
            throw new IllegalArgumentException("the " + what + " of " + verb + " is " + duration
                    + "; it must be a multiple of the slide of the stream it is applied to, " + every + ": take "
                    + every.multipliedBy(times + 1)
                    + (times == 0 ? "" : " or " + every.multipliedBy(times)));
        }
    }

    /** Windows of a stream that has something where they end: in every batch, if they slide by the batch interval. */
    private static <K, V, R> DStream<R> stateful(
            String verb, DStream<Pair<K, V>> batches, StateFunction<K, V, PaneState, R> function, WindowTimes times) {
        Duration interval = batches.context().batchInterval();
        WindowTimes windows = times.slideNanos() == interval.toNanos() ? null : times;
        return batches.context().operators().stateful(verb, List.of(batches), null, function, windows);
    }

    // ---- by key

    static <K, V> PairDStream<K, V> reduced(
            PairDStream<K, V> stream,
            Function2<V, V, V> function,
            Duration window,
            Duration slide,
            @Nullable Partitioner partitioner) {
        String verb = "reduceByKeyAndWindow";
        Checks.function(function);
        WindowTimes times = times(stream.toDStream(), verb, window, slide);
        return folded(stream, verb, new Combiner.Reduce<>(function), times).placedBy(partitioner);
    }

    static <K, V> PairDStream<K, V> totalled(
            PairDStream<K, V> stream,
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide) {
        String verb = "reduceByKeyAndWindow";
        Combiner<V, V> combiner = new Combiner.Reduce<>(Checks.function(function));
        WindowTimes times = times(stream.toDStream(), verb, window, slide);
        return windowed(stream, verb, combiner, times, totalling(times, combiner, inverse));
    }

    static <K, V> PairDStream<K, V> totalled(
            PairDStream<K, V> stream,
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide,
            Partitioner partitioner,
            Function<Pair<K, V>, Boolean> filter) {
        String verb = "reduceByKeyAndWindow";
        Checks.argument(partitioner, "partitioner");
        Checks.argument(filter, "filter function");
        Combiner<V, V> combiner = new Combiner.Reduce<>(Checks.function(function));
        WindowTimes times = times(stream.toDStream(), verb, window, slide);
        StateFunction<K, V, PaneState, Pair<K, V>> totals = WindowFunctions.totalling(
                times, combiner::mergeCombiners, Checks.argument(inverse, "inverse function"), filter, true);
        return windowed(stream, verb, combiner, times, totals).placedBy(partitioner);
    }

    static <K, V, C> PairDStream<K, C> combined(
            PairDStream<K, V> stream, Combiner<V, C> combiner, Duration window, Duration slide) {
        String verb = "combineByKeyAndWindow";
        return folded(stream, verb, combiner, times(stream.toDStream(), verb, window, slide));
    }

    static <K, V, C> PairDStream<K, C> combined(
            PairDStream<K, V> stream,
            Combiner<V, C> combiner,
            Function2<C, C, C> inverse,
            Duration window,
            Duration slide) {
        String verb = "combineByKeyAndWindow";
        WindowTimes times = times(stream.toDStream(), verb, window, slide);
        return windowed(stream, verb, combiner, times, totalling(times, combiner, inverse));
    }

    private static <K, C> StateFunction<K, C, PaneState, Pair<K, C>> totalling(
            WindowTimes times, Combiner<?, C> combiner, Function2<C, C, C> inverse) {
        return WindowFunctions.totalling(
                times, combiner::mergeCombiners, Checks.argument(inverse, "inverse function"), null, true);
    }

    private static <K, V, C> PairDStream<K, C> folded(
            PairDStream<K, V> stream, String verb, Combiner<V, C> combiner, WindowTimes times) {
        return windowed(stream, verb, combiner, times, WindowFunctions.folding(times, combiner::mergeCombiners));
    }

    private static <K, V, C> PairDStream<K, C> windowed(
            PairDStream<K, V> stream,
            String verb,
            Combiner<V, C> combiner,
            WindowTimes times,
            StateFunction<K, C, PaneState, Pair<K, C>> function) {
        DStream<Pair<K, C>> batches = stream.toDStream()
                .then(
                        verb,
                        rdd -> PairRDD.fromRDD(rdd)
                                .combine(verb, Placement.inPlace(), combiner)
                                .toRDD());
        return new PairDStream<>(stateful(verb, batches, function, times));
    }

    static <K, V> PairDStream<K, Iterable<V>> grouped(PairDStream<K, V> stream, Duration window, Duration slide) {
        String verb = "groupByKeyAndWindow";
        WindowTimes times = times(stream.toDStream(), verb, window, slide);
        return new PairDStream<>(stateful(verb, stream.toDStream(), WindowFunctions.grouping(times), times));
    }

    // ---- without keys

    static <T> DStream<T> records(DStream<T> stream, Duration window, Duration slide) {
        WindowTimes times = times(stream, "window", window, slide);
        DStream<Pair<Integer, List<T>>> batches =
                stream.then("window", rdd -> rdd.pipe("window", new PipeSpec.MapPartitions<>(Windows::listed, false)));
        return stateful("window", batches, WindowFunctions.<Integer, T>listing(times), times);
    }

    /** A partition's records under its number. */
    private static <T> Iterator<Pair<Integer, List<T>>> listed(Integer partition, Iterator<T> records) {
        List<T> all = new ArrayList<>();
        records.forEachRemaining(all::add);
        return all.isEmpty()
                ? Collections.emptyIterator()
                : List.of(new Pair<>(partition, all)).iterator();
    }

    /** All records under one key. */
    static <T> PairRDD<Integer, T> together(RDD<T> rdd) {
        return rdd.mapToPair(record -> new Pair<>(0, record));
    }

    static <T> DStream<T> all(PairDStream<Integer, T> together) {
        return together.toDStream().behind(rdd -> rdd.map(Pair::value));
    }

    static <T> PairDStream<T, Long> countsByValue(
            DStream<T> stream, Duration window, Duration slide, @Nullable Partitioner partitioner) {
        String verb = "countByValueAndWindow";
        WindowTimes times = times(stream, verb, window, slide);
        PairDStream<T, Boolean> records = stream.mapToPair(record -> new Pair<>(record, Boolean.TRUE));
        StateFunction<T, Long, PaneState, Pair<T, Long>> function = WindowFunctions.totalling(
                times, Long::sum, (all, gone) -> all - gone, count -> count.value() != 0, false);
        return windowed(records, verb, new Combiner.Count<>(), times, function).placedBy(partitioner);
    }
}
