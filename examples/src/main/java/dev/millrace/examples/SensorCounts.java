package dev.millrace.examples;

import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How often each sensor measured more than 22 degrees, from a source of one's own. Start it, kill it, start it again: the counts go
 * on, and what was measured meanwhile is made good for.
 */
public final class SensorCounts {
    private SensorCounts() {}

    /** The program, for whatever source it is to run on. */
    static PairDStream<String, Long> warm(StreamingContext ssc, MeasurementSource source) {
        return ssc.sourceStream(source)
                .filter(measurement -> measurement.celsius() > 22)
                .mapToPair(measurement -> Pair.of(measurement.sensor(), 1L))
                .<Long>updateStateByKey((values, count) -> Optional.of(count.orElse(0L) + values.size()))
                .named("warm");
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("sensor-counts")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointDirectory(Path.of("sensor-counts-checkpoint"))
                .build()) {
            warm(ssc, new MeasurementSource(3, 100)).print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
