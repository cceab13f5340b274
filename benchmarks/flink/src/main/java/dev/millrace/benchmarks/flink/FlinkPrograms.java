package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Reading;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.Grep;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.ReadingSteps;
import dev.millrace.benchmarks.program.StateSteps;
import dev.millrace.benchmarks.program.Words;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** The programs of rows 1 to 3, as one writes them for Flink. A pass is a tumbling window, where a window is wanted. */
final class FlinkPrograms {
    static final Duration AD_WINDOW = Duration.ofSeconds(10);

    private FlinkPrograms() {}

    static DataStream<Long> longs(DataStream<Long> records) {
        return records.map(value -> LongSteps.scale(value))
                .returns(Types.LONG)
                .filter(value -> LongSteps.isKept(value))
                .map(value -> LongSteps.fold(value))
                .returns(Types.LONG);
    }

    static DataStream<ReadingSteps.Alert> readings(DataStream<Reading> records) {
        return records.map(ReadingSteps::calibrated)
                .returns(Reading.class)
                .filter(ReadingSteps::isNotable)
                .map(ReadingSteps::alert)
                .returns(ReadingSteps.Alert.class);
    }

    static DataStream<String> grep(DataStream<String> lines) {
        return lines.filter(Grep::matches);
    }

    static DataStream<Tuple2<Long, Long>> count(DataStream<Long> keys) {
        return counted(keys, Types.LONG);
    }

    static DataStream<Tuple2<String, Long>> wordCount(DataStream<String> lines) {
        DataStream<String> words = lines.<String>flatMap(
                        (line, out) -> Words.of(line).forEachRemaining(out::collect))
                .returns(Types.STRING);
        return counted(words, Types.STRING);
    }

    /** The count of a key so far, with each record: keyed state in the heap. */
    static DataStream<Tuple2<Long, Long>> runningCounts(DataStream<Long> records) {
        return counts(records.map(StateSteps::key).returns(Types.LONG));
    }

    /** The same, where records are keys. */
    static DataStream<Tuple2<Long, Long>> counts(DataStream<Long> keys) {
        return keys.keyBy(key -> key, Types.LONG).map(new RunningCount()).returns(Types.TUPLE(Types.LONG, Types.LONG));
    }

    static DataStream<Tuple2<Long, Long>> adViews(DataStream<AdEvent> events) {
        return counted(
                events.filter(AdSteps::isView)
                        .map(AdSteps::view)
                        .returns(AdSteps.View.class)
                        .map(AdSteps::campaign)
                        .returns(Types.LONG),
                Types.LONG,
                AD_WINDOW);
    }

    private static <K> DataStream<Tuple2<K, Long>> counted(DataStream<K> records, TypeInformation<K> type) {
        return counted(records, type, Duration.ofMillis(FlinkPeer.PASS_MILLIS));
    }

    private static <K> DataStream<Tuple2<K, Long>> counted(
            DataStream<K> records, TypeInformation<K> type, Duration window) {
        return records.keyBy(key -> key, type)
                .window(TumblingEventTimeWindows.of(window))
                .aggregate(LongAggregate.count(), new WithKey<>(), Types.LONG, Types.TUPLE(type, Types.LONG));
    }
}
