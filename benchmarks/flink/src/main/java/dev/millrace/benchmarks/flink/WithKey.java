package dev.millrace.benchmarks.flink;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Puts the key beside what a window's records were made into. */
final class WithKey<K> implements WindowFunction<Long, Tuple2<K, Long>, K, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void apply(K key, TimeWindow window, Iterable<Long> aggregate, Collector<Tuple2<K, Long>> out) {
        out.collect(Tuple2.of(key, aggregate.iterator().next()));
    }
}
