package dev.millrace.batch;

import dev.millrace.BackPressure;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many records batches take.
 *
 * @param backPressure how that follows from the batches before
 * @param recordsPerBatchMax what a batch takes at most of all sources together
 * @param recordsFirstBatchMax the same for the first batch after a start, when nothing is known of its speed
 * @param maxRate records/s that a source gives at most, or infinity
 * @param maxRateBySource the same for single sources, by name
 */
public record RateSettings(
        BackPressure backPressure,
        long recordsPerBatchMax,
        long recordsFirstBatchMax,
        double maxRate,
        Map<String, Double> maxRateBySource) {
    public RateSettings {
        if (recordsPerBatchMax < 1 || recordsFirstBatchMax < 1) {
            throw new IllegalArgumentException("recordsPerBatchMax and recordsFirstBatchMax must be positive, not "
                    + recordsPerBatchMax + " and " + recordsFirstBatchMax);
        }
        maxRateBySource = Map.copyOf(maxRateBySource);
    }

    /** No limits but for the first batch: 10,000 records. */
    public static RateSettings defaults() {
        return new RateSettings(BackPressure.byCost(), Long.MAX_VALUE, 10_000, Double.POSITIVE_INFINITY, Map.of());
    }

    void checkSources(List<String> sources) {
        for (String source : maxRateBySource.keySet()) {
            if (!sources.contains(source)) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "maxRate(\"" + source + "\", …): the program has no source of this name, it has " + sources);
            }
        }
    }

    /** What a source may give, or null for as much as it likes. */
    @Nullable
    SourceRate rateOf(String source) {
        double rate = maxRateBySource.getOrDefault(source, maxRate);
        return rate == Double.POSITIVE_INFINITY ? null : new SourceRate(rate);
    }
}
