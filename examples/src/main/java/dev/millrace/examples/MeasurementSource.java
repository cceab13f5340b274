package dev.millrace.examples;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A source of one's own that can be read again: made-up measurements of some sensors. Each sensor is a log, a position is the number
 * of a measurement, and what is measured follows from the position, so reading a range twice gives the same.
 *
 * @param sensors how many there are
 * @param perSecond how often each of them measures
 */
public record MeasurementSource(int sensors, int perSecond) implements ReplayableSource<MeasurementSource.Measurement> {
    /** What a sensor measured. */
    public record Measurement(String sensor, long number, double celsius) {}

    @Override
    public String defaultName() {
        return "measurements";
    }

    @Override
    public SourceReader<Measurement> open(SourceContext context) {
        return new Reader(context);
    }

    /** A range of one sensor's measurements. */
    private record Measured(String sensor, long from, long until) implements Split<Measurement> {
        @Override
        public void read(Emitter<? super Measurement> out) {
            for (long number = from; number < until && !out.isStopped(); number++) {
                double celsius = 20 + 5 * Math.sin((number + sensor.hashCode() % 100) / 10.0);
                out.accept(new Measurement(sensor, number, celsius));
            }
        }

        @Override
        public long recordCount() {
            return until - from;
        }
    }

    /** Where the program stands; called by the batch loop's thread alone. */
    private final class Reader implements SourceReader<Measurement> {
        private final SourceContext context;
        private final Map<String, Long> positions = new HashMap<>();

        Reader(SourceContext context) {
            this.context = context;
        }

        /** What is read, so that a checkpoint of other sensors is noticed. */
        @Override
        public String identity() {
            return sensors + " sensors";
        }

        /** "From now on", as a position that is kept: a restart goes on where the program stopped. */
        @Override
        public Map<String, Position> initialPositions() {
            Map<String, Position> initial = new HashMap<>();
            for (int i = 0; i < sensors; i++) {
                initial.put("sensor-" + i, Position.ofLong(measuredUntilNow()));
            }
            return initial;
        }

        private long measuredUntilNow() {
            return context.clock().millis() * perSecond / 1000;
        }

        @Override
        public void start(Map<String, Position> from) {
            from.forEach((sensor, position) -> positions.put(sensor, position.toLong()));
        }

        /** What has been measured since the last poll; what a batch may not take is left for the next one. */
        @Override
        public SourceBatch<Measurement> poll(long recordsMax) {
            long end = measuredUntilNow();
            long share = Math.max(1, recordsMax / sensors);
            List<LogRange> ranges = new ArrayList<>();
            positions.replaceAll((sensor, from) -> {
                long until = Math.min(end, from + share);
                if (until <= from) {
                    return from;
                }
                ranges.add(new LogRange(sensor, Position.ofLong(from), Position.ofLong(until)));
                return until;
            });
            return ranges.isEmpty() ? SourceBatch.empty() : new SourceBatch<>(ranges, replay(ranges));
        }

        @Override
        public List<Split<Measurement>> replay(List<LogRange> ranges) {
            List<Split<Measurement>> splits = new ArrayList<>();
            for (LogRange range : ranges) {
                splits.add(new Measured(
                        range.log(), range.from().toLong(), range.until().toLong()));
            }
            return splits;
        }

        @Override
        public void close() {}
    }
}
