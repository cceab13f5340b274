package dev.millrace.benchmarks.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.counting;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.StreamSourceStage;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Reading;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.Grep;
import dev.millrace.benchmarks.program.LongSteps;
import dev.millrace.benchmarks.program.ReadingSteps;
import dev.millrace.benchmarks.program.StateSteps;
import dev.millrace.benchmarks.program.Words;
import java.util.Iterator;
import java.util.Map;

/** The programs of rows 1 to 3, as one writes them for Jet. A pass is a tumbling window, where a window is wanted. */
final class JetPrograms {
    static final long AD_WINDOW_MILLIS = 10_000;

    private JetPrograms() {}

    static StreamStage<Long> longs(StreamSourceStage<Long> records) {
        return records.withoutTimestamps()
                .map(value -> LongSteps.scale(value))
                .filter(value -> LongSteps.isKept(value))
                .map(value -> LongSteps.fold(value));
    }

    static StreamStage<ReadingSteps.Alert> readings(StreamSourceStage<Reading> records) {
        return records.withoutTimestamps()
                .map(ReadingSteps::calibrated)
                .filter(ReadingSteps::isNotable)
                .map(ReadingSteps::alert);
    }

    static StreamStage<String> grep(StreamSourceStage<String> lines) {
        return lines.withoutTimestamps().filter(Grep::matches);
    }

    static StreamStage<KeyedWindowResult<Long, Long>> count(StreamSourceStage<Long> keys) {
        return counted(keys.withNativeTimestamps(0), key -> key);
    }

    static StreamStage<KeyedWindowResult<String, Long>> wordCount(StreamSourceStage<String> lines) {
        return counted(lines.withNativeTimestamps(0).flatMap(line -> words(line)), word -> word);
    }

    /** The count of a key so far, with each record: state of the pipeline's own. */
    static StreamStage<Map.Entry<Long, Long>> runningCounts(StreamSourceStage<Long> records) {
        return records.withNativeTimestamps(0) // without times, a watermark would remove the state
                .map(StateSteps::key)
                .groupingKey(key -> key)
                .rollingAggregate(counting());
    }

    static StreamStage<KeyedWindowResult<Long, Long>> adViews(StreamSourceStage<AdEvent> events) {
        return events.withNativeTimestamps(0)
                .filter(AdSteps::isView)
                .map(AdSteps::view)
                .map(AdSteps::campaign)
                .groupingKey(campaign -> campaign)
                .window(WindowDefinition.tumbling(AD_WINDOW_MILLIS))
                .aggregate(counting());
    }

    private static <T, K> StreamStage<KeyedWindowResult<K, Long>> counted(
            StreamStage<T> records, FunctionEx<? super T, ? extends K> key) {
        return records.<K>groupingKey(key)
                .window(WindowDefinition.tumbling(JetPeer.PASS_MILLIS))
                .aggregate(counting());
    }

    private static Traverser<String> words(String line) {
        Iterator<String> words = Words.of(line);
        return () -> words.hasNext() ? words.next() : null;
    }
}
