package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.connector.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/**
 * A context whose streams are seen in every batch: many in one program, so that the suite is fast on an engine that takes
 * long to begin a batch. Batch times are 1 s, 2 s, … after an hour.
 */
final class ShownStreams implements AutoCloseable {
    static final Instant BEGIN = Instant.ofEpochSecond(3_600);

    final StreamingContext context;
    final DStream<String> words;
    final DStream<String> others;
    private final Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
    private final Queue<RDD<String>> otherQueue = new ConcurrentLinkedQueue<>();
    private final Map<String, List<String>> shown = new LinkedHashMap<>();
    private final Map<String, String> expected = new LinkedHashMap<>();

    ShownStreams(StreamingContextBuilder builder) {
        context = builder.appName("shown")
                .batchInterval(Duration.ofSeconds(1))
                .clock(new StandingClock())
                .build();
        words = context.queueStream(queue);
        others = context.queueStream(otherQueue);
    }

    /** Always shows when the first batch is due; each further one is an interval later all the same. */
    static final class StandingClock implements Clock {
        @Override
        public Instant instant() {
            return BEGIN.plusSeconds(1);
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void park(long deadlineNanos) {}

        @Override
        public void wake() {}
    }

    /** The words of a line as pairs of text and number: {@code a:1 b:2}. */
    static PairDStream<String, Integer> pairs(DStream<String> words) {
        return words.mapToPair(word -> {
            String[] parts = word.split(":");
            return Pair.of(parts[0], Integer.parseInt(parts[1]));
        });
    }

    /** What the stream shows: in each batch in which its outputs run, its records, sorted. */
    <T> void see(String name, DStream<T> stream, String perBatch) {
        List<String> lines = new ArrayList<>();
        shown.put(name, lines);
        expected.put(name, perBatch);
        stream.foreachRDD(rdd -> lines.add(text(rdd)));
    }

    <K, V> void see(String name, PairDStream<K, V> stream, String perBatch) {
        see(name, stream.toDStream(), perBatch);
    }

    /** Notes a line under a name. */
    void note(String name, String line) {
        shown.computeIfAbsent(name, unknown -> new ArrayList<>()).add(line);
    }

    static String text(RDD<?> rdd) {
        return rdd.collect().stream().map(String::valueOf).sorted().toList().toString();
    }

    void expect(String name, String perBatch) {
        expected.put(name, perBatch);
    }

    /** Runs a batch for each of these lines of words, then compares what all streams showed. */
    void run(String[] lines, String[] otherLines) {
        BatchDriver driver = context.startByHand();
        for (int i = 0; i < lines.length; i++) {
            queue.add(context.parallelize(split(lines[i]), 2));
            otherQueue.add(context.parallelize(split(otherLines[i]), 2));
            driver.runBatch();
        }
        assertAll(expected.entrySet().stream().map(entry -> (Executable) () -> assertEquals(
                entry.getValue(), String.join(" ", shown.getOrDefault(entry.getKey(), List.of())), entry.getKey())));
    }

    private static List<String> split(String line) {
        return Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
