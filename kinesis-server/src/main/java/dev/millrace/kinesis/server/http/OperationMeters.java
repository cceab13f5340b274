package dev.millrace.kinesis.server.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** How often operations were called, how it ended and how long it took. Any thread may use it. */
final class OperationMeters {
    private static final double[] BOUNDS_SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
    };

    private final ConcurrentMap<String, Meter> byOperation = new ConcurrentHashMap<>();

    /** Of one operation. */
    private static final class Meter {
        private final LongAdder[] buckets = new LongAdder[BOUNDS_SECONDS.length + 1];
        private final LongAdder nanos = new LongAdder();
        private final ConcurrentMap<String, LongAdder> ends = new ConcurrentHashMap<>();

        Meter() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }
    }

    /** A call that ended with an error of this type, or with {@code OK}. */
    void ended(String operation, String end, long nanos) {
        Meter meter = byOperation.computeIfAbsent(operation, none -> new Meter());
        meter.nanos.add(nanos);
        int bucket = 0;
        while (bucket < BOUNDS_SECONDS.length && nanos > BOUNDS_SECONDS[bucket] * 1e9) {
            bucket++;
        }
        meter.buckets[bucket].increment();
        meter.ends.computeIfAbsent(end, none -> new LongAdder()).increment();
    }

    void appendTo(StringBuilder text) {
        text.append("# HELP kinesis_calls_total Calls by operation and how they ended\n");
        text.append("# TYPE kinesis_calls_total counter\n");
        Map<String, Meter> sorted = new TreeMap<>(byOperation);
        sorted.forEach((operation, meter) -> new TreeMap<>(meter.ends)
                .forEach((end, count) -> text.append("kinesis_calls_total{operation=\"")
                        .append(operation)
                        .append("\",end=\"")
                        .append(end)
                        .append("\"} ")
                        .append(count.sum())
                        .append('\n')));
        text.append("# HELP kinesis_call_seconds Time from a complete request to its reply\n");
        text.append("# TYPE kinesis_call_seconds histogram\n");
        sorted.forEach((operation, meter) -> appendTo(text, operation, meter));
    }

    private static void appendTo(StringBuilder text, String operation, Meter meter) {
        long total = 0;
        for (int i = 0; i < meter.buckets.length; i++) {
            total += meter.buckets[i].sum();
            String bound = i < BOUNDS_SECONDS.length ? Double.toString(BOUNDS_SECONDS[i]) : "+Inf";
            text.append("kinesis_call_seconds_bucket{operation=\"")
                    .append(operation)
                    .append("\",le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(total)
                    .append('\n');
        }
        String labels = "{operation=\"" + operation + "\"} ";
        text.append("kinesis_call_seconds_sum").append(labels).append(meter.nanos.sum() / 1e9);
        text.append('\n').append("kinesis_call_seconds_count").append(labels).append(total);
        text.append('\n');
    }
}
