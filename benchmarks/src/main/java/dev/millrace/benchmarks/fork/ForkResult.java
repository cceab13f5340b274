package dev.millrace.benchmarks.fork;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a fork says in the end, on one line that begins with {@code result}: the hash of its result, whether its series
 * was flat, and its metrics.
 */
public record ForkResult(String hash, boolean flat, Map<Metric, Double> metrics) {
    private static final String START = "result ";

    public ForkResult {
        metrics = Map.copyOf(metrics);
    }

    public static boolean isResult(String line) {
        return line.startsWith(START);
    }

    public String toLine() {
        StringBuilder line = new StringBuilder(START);
        line.append("hash=").append(hash).append(" flat=").append(flat);
        new TreeMap<>(metrics)
                .forEach((metric, value) ->
                        line.append(' ').append(metric).append('=').append(value));
        return line.toString();
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @throws IllegalArgumentException if the line is anything else
     */
    public static ForkResult parse(String line) {
        if (!isResult(line)) {
            throw new IllegalArgumentException("not the result of a fork: " + line);
        }
        String hash = "";
        boolean flat = false;
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        for (String field : line.substring(START.length()).split(" ")) {
            int equals = field.indexOf('=');
            String name = field.substring(0, Math.max(0, equals));
            String value = field.substring(equals + 1);
            switch (name) {
                case "hash" -> hash = value;
                case "flat" -> flat = Boolean.parseBoolean(value);
                default -> metrics.put(Metric.valueOf(name), Double.valueOf(value));
            }
        }
        return new ForkResult(hash, flat, metrics);
    }
}
